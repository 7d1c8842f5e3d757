import { type CSSProperties, useMemo } from 'react';
import type { RehearsalView } from '../../../core/contract/index.ts';
import { useHeight, useWidth } from '../../components/use-width.ts';
import { count } from '../../format/numbers.ts';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import {
  areaPath,
  type ChartValue,
  chartShape,
  edgePath,
  letterPlace,
  MARK_ROWS,
  placeMarks,
  type ToldMark,
  timeTicks,
} from './chart-geometry.ts';
import styles from './RouteChart.module.css';
import { lettered, useLooks } from './use-members.ts';

interface RouteChartProps {
  readonly view: RehearsalView;
  readonly value: ChartValue;
}

/** A band thinner than this, in pixels, has no room for a letter. */
const LETTER_HEIGHT = 15;
/** How high the chart is before it is measured. */
const USUAL_HEIGHT = 240;
/** Width of a character of a mark's words, and of what stands around them, in pixels; rather too much than too little. */
const CHARACTER = 6.1;
const AROUND = 14;

/** Members stacked over time, each in its hue with its letter; lines where the script did something, red where requests failed. */
export function RouteChart({ view, value }: RouteChartProps) {
  const { samples, sampleMs, durationMs, marks, members } = view;
  const looks = useLooks(members);
  const shape = useMemo(
    () => chartShape(samples, value, sampleMs, durationMs),
    [samples, value, sampleMs, durationMs],
  );
  const [plot, width] = useWidth();
  const [canvas, height] = useHeight();
  const placed = placeMarks(marks, samples, sampleMs, durationMs, (mark) => {
    const { text, tolls } = wordsOf(mark, members, looks);
    const pieces = [text, ...tolls.map(({ words }) => words)];
    const pixels = pieces.reduce((sum, { length }) => sum + length * CHARACTER + 8, AROUND);
    return pixels / Math.max(1, width);
  });
  const rows = placed.length === 0 ? 0 : Math.max(...placed.map(({ row }) => row)) + 1;
  const { bands, places, top } = shape;
  const most = Math.max(1, ...samples.map(({ errors }) => errors));
  return (
    <figure className={styles.chart} style={custom({ '--mark-rows': Math.min(rows, MARK_ROWS) })}>
      <figcaption className="sr-only">
        {`${value === 'requests' ? 'Requests per second' : 'Sessions'} by route over ${durationMs / 1000} seconds, stacked. The same numbers stand under Table.`}
        {placed.map((mark) => {
          const { text, tolls } = wordsOf(mark, members, looks);
          const told = [
            text,
            ...tolls.map(({ words }) => words),
            ...(mark.trouble === null ? [] : [mark.trouble]),
          ];
          return ` At ${(mark.atMs / 1000).toFixed(1)} seconds: ${told.join(', ')}.`;
        })}
      </figcaption>
      <div className={styles.scale} aria-hidden="true">
        {shape.ticks.map((tick) => (
          <span key={tick} className="mono" style={{ bottom: `${(tick / top) * 100}%` }}>
            {count(tick)}
          </span>
        ))}
        <span className={styles.unit}>{value === 'requests' ? 'per s' : 'sessions'}</span>
      </div>
      <div ref={plot} className={styles.plot} aria-hidden="true">
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" className={styles.canvas}>
          <title>Chart</title>
          <defs>
            <pattern id="outlined-route" width="6" height="6" patternUnits="userSpaceOnUse">
              <path d="M0 6L6 0" stroke="var(--surface)" strokeWidth="1.2" />
            </pattern>
          </defs>
          {shape.ticks.map((tick) => (
            <line
              key={tick}
              x1="0"
              x2="1000"
              y1={1000 - (tick / top) * 1000}
              y2={1000 - (tick / top) * 1000}
              className={styles.rule}
            />
          ))}
          {bands.map((band, index) => {
            const look = looks[index];
            const key = members[index]?.url ?? index;
            return (
              <g key={key} data-slot={look?.slot}>
                <path d={areaPath(band, places, top)} className={styles.area} />
                {look?.outlined === true && (
                  <path d={areaPath(band, places, top)} fill="url(#outlined-route)" />
                )}
                <path
                  d={edgePath(band, places, top)}
                  className={`${styles.edge} ${look?.outlined === true ? styles.dashed : ''}`}
                />
              </g>
            );
          })}
        </svg>
        <i ref={canvas} className={styles.canvas} />
        {bands.map((band, index) => {
          const place = letterPlace(band, places, top, LETTER_HEIGHT / (height || USUAL_HEIGHT));
          const look = looks[index];
          if (place === null || look === undefined) return null;
          return (
            <span
              key={members[index]?.url}
              data-slot={look.slot}
              className={styles.letter}
              style={{ left: `${place.x * 100}%`, top: `${place.y * 100}%` }}
            >
              {look.letter}
            </span>
          );
        })}
        {samples.map(({ errors, lost }, index) =>
          errors + lost === 0 ? null : (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: a slice is its place
              key={index}
              className={errors > 0 ? styles.error : styles.lost}
              style={{
                left: `${(places[index] ?? 0) * 100}%`,
                height: errors > 0 ? `${6 + (errors / most) * 14}px` : undefined,
              }}
            />
          ),
        )}
        {placed.map(({ step, place, kind, trouble }) => (
          <span
            key={step}
            className={styles.mark}
            data-tone={
              trouble !== null || kind === 'outage' || kind === 'disable'
                ? 'err'
                : kind === 'drain'
                  ? 'warn'
                  : undefined
            }
            style={{ left: `${place * 100}%` }}
          />
        ))}
        {placed.map((mark) => {
          const { text, tolls } = wordsOf(mark, members, looks);
          return (
            <span
              key={mark.step}
              className={styles.words}
              data-flipped={mark.isFlipped || undefined}
              style={{
                left: `${mark.place * 100}%`,
                maxWidth: `${mark.room * 100}%`,
                ...custom({ '--row': mark.row }),
              }}
              title={mark.trouble ?? text}
            >
              <span className="ell">{text}</span>
              {tolls.map(({ tone, words }) => (
                <b key={tone} className={tone}>
                  {words}
                </b>
              ))}
            </span>
          );
        })}
      </div>
      <div className={styles.times} aria-hidden="true">
        {timeTicks(durationMs).map((second) => (
          <em key={second} className="mono" style={{ left: `${(second / (durationMs / 1000)) * 100}%` }}>
            {second} s
          </em>
        ))}
      </div>
    </figure>
  );
}

interface MarkWords {
  readonly text: string;
  /** What came of it: sessions lost, sessions moved that kept their state. */
  readonly tolls: readonly { readonly tone: 'err' | 'warn'; readonly words: string }[];
}

/** What a mark says: the member's letter, what was done, what it cost. */
function wordsOf(
  { text, member, trouble, lost, moved }: ToldMark,
  members: RehearsalView['members'],
  looks: readonly RouteIdentity[],
): MarkWords {
  const kept = moved - lost;
  return {
    text: trouble === null ? lettered({ text, member }, members, looks) : `${text}: not done`,
    tolls: [
      ...(lost > 0 ? [{ tone: 'err' as const, words: `${lost} lost` }] : []),
      ...(kept > 0 ? [{ tone: 'warn' as const, words: `${kept} moved` }] : []),
    ],
  };
}

/** Custom properties, which React's types do not know. */
function custom(properties: Readonly<Record<`--${string}`, number>>): CSSProperties {
  return properties as CSSProperties;
}
