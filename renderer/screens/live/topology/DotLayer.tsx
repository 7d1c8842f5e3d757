import { useEffect, useMemo, useRef } from 'react';
import { exchangeAt, visitFrom } from '../../../store/exchange-log.ts';
import { isInputRecent } from '../../../store/recent-input.ts';
import { useAppStore } from '../../../store/store-context.tsx';
import { isMotionReduced } from '../../../theme/motion.ts';
import { pointOn } from './curves.ts';
import styles from './DotLayer.module.css';
import { createDotGate, type Dot, type EdgeIndex, indexEdges, placeOf } from './dot-flight.ts';
import { restAfterFrame } from './dot-pace.ts';
import type { Edge } from './edges.ts';

interface DotLayerProps {
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

const RADIUS = 3;
const HALO = 2;

/**
 * A dot per real request, on a canvas. Reads the store itself, outside React: at 60 frames a second a rendering per
 * frame would be all this window does. Draws only while dots are on their way, so nothing moves when nothing happens.
 */
export function DotLayer({ edges, width, height }: DotLayerProps) {
  const store = useAppStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const indexed = useMemo(() => indexEdges(edges), [edges]);
  const index = useRef<EdgeIndex>(indexed);
  index.current = indexed;

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    const gate = createDotGate();
    let dots: Dot[] = [];
    let frame = 0;
    let rest = 0;
    let seen = endOf(store.getState().live.exchanges);

    let colours = readColours(element);
    let theme = document.documentElement.dataset.theme;

    const askForFrame = () => {
      rest = 0;
      frame = requestAnimationFrame(draw);
    };
    const draw = () => {
      const nowMs = performance.now();
      frame = 0;
      // They change with the theme alone; to ask for them works out every style that a batch has changed, in this very frame.
      if (theme !== document.documentElement.dataset.theme) {
        theme = document.documentElement.dataset.theme;
        colours = readColours(element);
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      dots = dots.filter((dot) => {
        const place = placeOf(dot, index.current, nowMs);
        if (place === 'arrived') return false;
        if (place !== null) {
          const { x, y } = pointOn(place.edge.curve, place.t);
          paint(context, x, y, colours.of(place.edge.slot), colours.surface);
        }
        return true;
      });
      if (dots.length === 0) return;
      const restMs = restAfterFrame(dots.length, isInputRecent());
      if (restMs === 0) askForFrame();
      else rest = window.setTimeout(askForFrame, restMs);
    };

    const unsubscribe = store.subscribe((state, before) => {
      const log = state.live.exchanges;
      if (log === before.live.exchanges) return;
      const nowMs = performance.now();
      if (!isMotionReduced() && !document.hidden) {
        const first = exchangeAt(log, Math.max(0, seen - log.dropped));
        if (first !== undefined) gate.begin(first, nowMs);
        visitFrom(log, seen - log.dropped, (exchange) => {
          const dot = gate.admit(exchange);
          if (dot !== null) dots.push(dot);
        });
      }
      seen = endOf(log);
      if (frame === 0 && rest === 0 && dots.length > 0) askForFrame();
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
      clearTimeout(rest);
    };
  }, [store, width, height]);

  return (
    <div className={styles.layer} aria-hidden="true">
      <canvas ref={canvas} style={{ width, height }} />
    </div>
  );
}

function endOf(log: { readonly dropped: number; readonly length: number }): number {
  return log.dropped + log.length;
}

function paint(context: CanvasRenderingContext2D, x: number, y: number, fill: string, halo: string): void {
  context.beginPath();
  context.arc(x, y, RADIUS + HALO, 0, 2 * Math.PI);
  context.fillStyle = halo;
  context.fill();
  context.beginPath();
  context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
}

/** The colours of the theme as it is now; a canvas knows no CSS variables. */
function readColours(element: HTMLElement) {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name);
  const strokes = new Map<number, string>();
  return {
    surface: read('--surface'),
    of(slot: number): string {
      const known = strokes.get(slot);
      if (known !== undefined) return known;
      const stroke = read(slot === 0 ? '--muted' : `--route-${slot}-stroke`);
      strokes.set(slot, stroke);
      return stroke;
    },
  };
}
