import { BellOff, BellRing, CircleAlert, CircleCheck, Info, TriangleAlert, Wrench } from 'lucide-react';
import type { LintSeverity, TrafficFinding } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tag } from '../../components/Tag.tsx';
import { count } from '../../format/numbers.ts';
import { clockSeconds } from '../../format/times.ts';
import styles from './Findings.module.css';

const LOOKS = {
  error: { tone: 'err', Icon: CircleAlert },
  warning: { tone: 'warn', Icon: TriangleAlert },
  hint: { tone: 'neutral', Icon: Info },
} as const satisfies Record<LintSeverity, unknown>;

interface FindingItemProps {
  readonly finding: TrafficFinding;
  readonly onShow: (exchangeId: number) => void;
  readonly onRemedy: () => void;
  readonly onMute: () => void;
}

/** One finding: what is wrong, the requests that show it, what to do about it. */
export function FindingItem({ finding, onShow, onRemedy, onMute }: FindingItemProps) {
  const { severity, title, sentence, symptom, advice, evidence, remedy, closedAtMs, isMuted } = finding;
  const isGone = closedAtMs !== null;
  const { tone, Icon } = LOOKS[severity];
  return (
    <article className={styles.finding} aria-label={title}>
      <header className={styles.head}>
        {isGone ? (
          <CircleCheck size={14} className="muted" role="img" aria-label="gone" />
        ) : (
          <Icon size={14} className={tone === 'neutral' ? 'muted' : tone} role="img" aria-label={severity} />
        )}
        <h3>{title}</h3>
        {finding.count > 1 && <Tag>{count(finding.count)} times</Tag>}
        <span className="grow" />
        <span className="mono muted">
          {isGone
            ? `${clockSeconds(finding.openedAtMs)} to ${clockSeconds(closedAtMs)}`
            : `since ${clockSeconds(finding.openedAtMs)}`}
        </span>
      </header>
      <p className={`${styles.sentence} selectable`}>{sentence}</p>
      <p className={`${styles.symptom} selectable`}>{symptom}</p>
      {evidence.length > 0 && (
        <ul className={styles.evidence} aria-label="Requests that show it">
          {evidence.map(({ exchangeId, atMs, text }) => (
            <li key={exchangeId}>
              <button type="button" title="Show this request" onClick={() => onShow(exchangeId)}>
                <span className="mono muted">{clockSeconds(atMs)}</span>
                <span className={styles.words}>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {!isGone && (
        <>
          <p className={`${styles.advice} selectable`}>{advice}</p>
          <footer className={styles.buttons}>
            {remedy !== null && (
              <Button size="small" icon={<Wrench size={12} />} onClick={onRemedy}>
                {remedy.kind === 'project' ? remedy.mend.label : remedy.label}
              </Button>
            )}
            <Button
              size="small"
              variant="ghost"
              className={remedy === null ? styles.first : ''}
              icon={isMuted ? <BellRing size={12} /> : <BellOff size={12} />}
              onClick={onMute}
            >
              {isMuted ? 'Tell again' : 'Mute'}
            </Button>
          </footer>
        </>
      )}
    </article>
  );
}
