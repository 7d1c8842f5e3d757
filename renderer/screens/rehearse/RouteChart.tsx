import { type CSSProperties, useMemo } from 'react';
import type { RehearsalView } from '../../../core/contract/index.ts';
import { count } from '../../format/numbers.ts';
import {
  areaPath,
  type ChartValue,
  chartShape,
  edgePath,
  letterPlace,
  MARK_ROWS,
  placeMarks,
  timeTicks,
} from './chart-geometry.ts';
import styles from './RouteChart.module.css';
import { lettered, useLooks } from './use-members.ts';

interface RouteChartProps {
  readonly view: RehearsalView;
  readonly value: ChartValue;
}

/** A band thinner than this part of the height has no room for a letter. */
const LETTER_PART = 0.055;
/** How much of the width a mark's words take, as a rule. */
const WORDS_PART = 0.32;

/** Members stacked over time, each in its hue with its letter; lines where the script did something, red where requests failed. */
export function RouteChart({ view, value }: RouteChartProps) {
  const { samples, sampleMs, durationMs, marks, members } = view;
  const looks = useLooks(members);
  const shape = useMemo(
    () => chartShape(samples, value, sampleMs, durationMs),
    [samples, value, sampleMs, durationMs],
  );
  const placed = placeMarks(marks, samples, sampleMs, durationMs, WORDS_PART);
  const rows = placed.length === 0 ? 0 : Math.max(...placed.map(({ row }) => row)) + 1;
  const { bands, places, top } = shape;
  const most = Math.max(1, ...samples.map(({ errors }) => errors));
  return (
    <figure className={styles.chart} style={custom({ '--mark-rows': Math.min(rows, MARK_ROWS) })}>
      <figcaption className="sr-only">
        {`${value === 'requests' ? 'Requests per second' : 'Sessions'} by route over ${durationMs / 1000} seconds, stacked. The same numbers stand under Table.`}
      </figcaption>
      <div className={styles.scale} aria-hidden="true">
        {shape.ticks.map((tick) => (
          <span key={tick} className="mono" style={{ bottom: `${(tick / top) * 100}%` }}>
            {count(tick)}
          </span>
        ))}
        <span className={styles.unit}>{value === 'requests' ? 'per s' : 'sessions'}</span>
      </div>
      <div className={styles.plot} aria-hidden="true">
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
        {bands.map((band, index) => {
          const place = letterPlace(band, places, top, LETTER_PART);
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
        {placed.map(({ step, place, row, text, lost, moved, trouble, isFlipped, member }) => (
          <span
            key={step}
            className={styles.words}
            data-flipped={isFlipped || undefined}
            style={{ left: `${place * 100}%`, ...custom({ '--row': row }) }}
            title={trouble ?? text}
          >
            <span className="ell">
              {trouble === null ? lettered({ text, member }, members, looks) : `${text}: not done`}
            </span>
            {lost > 0 && <b className="err">{`${lost} lost`}</b>}
            {moved - lost > 0 && <b className="warn">{`${moved - lost} moved`}</b>}
          </span>
        ))}
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

/** Custom properties, which React's types do not know. */
function custom(properties: Readonly<Record<`--${string}`, number>>): CSSProperties {
  return properties as CSSProperties;
}
