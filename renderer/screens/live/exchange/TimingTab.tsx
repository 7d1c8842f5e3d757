import type { AttemptOutcome, ExchangeDetail, PickReason } from '../../../../core/contract/index.ts';
import { MemberName } from '../../../components/MemberName.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { memberName } from '../../../format/member-name.ts';
import { duration } from '../../../format/numbers.ts';
import { clockTime } from '../../../format/times.ts';
import { identityOfRoute } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './TimingTab.module.css';
import { timeTicks, timingSpans } from './timing-spans.ts';

interface TimingTabProps {
  readonly detail: ExchangeDetail;
  readonly order: RouteOrder;
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

/** When what happened, as a waterfall over a scale of milliseconds, and each attempt. */
export function TimingTab({ detail, order }: TimingTabProps) {
  const totalMs = Math.max(detail.timing.finishedMs, 0.001);
  const percent = (ms: number) => `${Math.min(100, (100 * ms) / totalMs)}%`;
  const identity = (route: string) => identityOfRoute(order, detail.balancer, route === '' ? null : route);
  const answered = detail.route === null ? null : identity(detail.route);
  return (
    <>
      <section className={styles.section}>
        <h3>
          {clockTime(detail.startedAtMs)}, {duration(totalMs)} in all
          {detail.client === '' ? '' : `, from ${detail.client}`}
        </h3>
        <div className={styles.waterfall} data-slot={answered?.slot}>
          <div className={styles.scale} aria-hidden="true">
            {timeTicks(totalMs).map((ms) => (
              <span key={ms} className="mono" style={{ left: percent(ms) }}>
                {duration(ms)}
              </span>
            ))}
          </div>
          {timingSpans(detail).map((span, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one member may be tried twice; the order is the key
            <div key={index} className={styles.span} data-kind={span.kind}>
              {span.kind === 'failed' ? (
                <span className={`err ${styles.failed}`}>
                  <MemberName url={span.label} />
                </span>
              ) : (
                <span className="ell">{span.label}</span>
              )}
              <span className={styles.track}>
                <span
                  className={styles.bar}
                  style={{ left: percent(span.startMs), width: percent(span.endMs - span.startMs) }}
                />
              </span>
              <span className="mono num">{duration(span.endMs - span.startMs)}</span>
              <span className={styles.note}>{span.note}</span>
            </div>
          ))}
        </div>
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
                  <td className="mono">
                    <span className={styles.member}>
                      <RouteChip identity={identity(attempt.route)} route={attempt.route} />
                      {memberName(attempt.member)}
                    </span>
                  </td>
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
