import type { AttemptOutcome, ExchangeDetail, PickReason } from '../../../../core/contract/index.ts';
import { memberName } from '../../../format/member-name.ts';
import { duration } from '../../../format/numbers.ts';
import { clockTime } from '../../../format/times.ts';
import styles from './TimingTab.module.css';
import { timingSpans } from './timing-spans.ts';

interface TimingTabProps {
  readonly detail: ExchangeDetail;
}

const REASONS: Readonly<Record<PickReason, string>> = {
  sticky: 'its route',
  'sticky-same-route': 'same route',
  'sticky-standby': 'standby',
  'sticky-redirect': 'redirect=',
  lbmethod: 'lbmethod',
  failover: 'failover',
  'plain-target': 'plain target',
  'moved-by-us': 'moved by hand',
};

/** When what happened, as a waterfall, and each attempt. */
export function TimingTab({ detail }: TimingTabProps) {
  const totalMs = Math.max(detail.timing.finishedMs, 0.001);
  return (
    <>
      <section className={styles.section}>
        <h3>
          {clockTime(detail.startedAtMs)}, {duration(totalMs)} in all, from {detail.client}
        </h3>
        {timingSpans(detail).map((span) => (
          <div key={span.label} className={styles.span}>
            <span>{span.label}</span>
            <span className={styles.track}>
              <span
                className={styles.bar}
                style={{
                  left: `${(100 * span.startMs) / totalMs}%`,
                  width: `${Math.max(0.5, (100 * (span.endMs - span.startMs)) / totalMs)}%`,
                }}
              />
            </span>
            <span className="mono num">{duration(span.endMs - span.startMs)}</span>
            <span className={styles.note}>{span.note}</span>
          </div>
        ))}
      </section>
      <section className={styles.section}>
        <h3>Attempts</h3>
        {detail.record.attempts.length === 0 && <p className="muted">None: no member was tried.</p>}
        {detail.record.attempts.length > 0 && (
          <table className={styles.attempts}>
            <thead>
              <tr>
                <th scope="col">Member</th>
                <th scope="col">Chosen by</th>
                <th scope="col">Outcome</th>
                <th scope="col">Took</th>
              </tr>
            </thead>
            <tbody>
              {detail.record.attempts.map((attempt, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one member may be tried twice; the order is the key
                <tr key={index}>
                  <td className="mono">{memberName(attempt.member)}</td>
                  <td>{REASONS[attempt.reason]}</td>
                  <td className={attempt.outcome === 'answered' ? '' : 'err'}>{wordsOf(attempt.outcome)}</td>
                  <td className="mono">{duration(attempt.durationMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

/** `connect-refused` as `connect refused`: the codes are words already. */
function wordsOf(outcome: AttemptOutcome): string {
  return outcome.replaceAll('-', ' ');
}
