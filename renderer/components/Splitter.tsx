import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './Splitter.module.css';

interface SplitterProps {
  /** What it makes higher or lower, such as `Height of the topology`. */
  readonly label: string;
  /** Height above it in pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** A new height within the bounds; null: as it was before anybody pulled. */
  readonly onChange: (height: number | null) => void;
}

/** A step by key: two rows, so that whole rows stay in sight. */
const STEP = 56;

/** A line to pull up and down; arrows, Home and End do the same, Enter and a double click let go of the height. */
export function Splitter({ label, value, min, max, onChange }: SplitterProps) {
  const start = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const set = (height: number) => onChange(Math.round(Math.min(max, Math.max(min, height))));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowUp: value - STEP, ArrowDown: value + STEP, Home: min, End: max }[event.key];
    if (next === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (next === undefined) onChange(null);
    else set(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { y: event.clientY, height: value };
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.splitter}
      title="Pull, or use the arrow keys; a double click fits it again"
      onKeyDown={onKeyDown}
      onDoubleClick={() => onChange(null)}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (start.current !== null) set(start.current.height + event.clientY - start.current.y);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
    />
  );
}
