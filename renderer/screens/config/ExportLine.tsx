import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { LintSeverity } from '../../../core/contract/index.ts';
import { RouteChip } from '../../components/RouteChip.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import styles from './ExportLine.module.css';
import { parametersOf, splitPort, type Token, tokensOfLine } from './highlight-apache.ts';

interface ExportLineProps {
  readonly number: number;
  readonly line: string;
  /** The member's letter and hue, on its BalancerMember line. */
  readonly identity: RouteIdentity | null;
  readonly isLit: boolean;
  /** What the last edit put this line in place of; null: it is new; undefined: untouched. */
  readonly before: string | null | undefined;
  /** The setting that made it, in words; null for a line that every export has. */
  readonly setting: string | null;
  /** The worst finding about what it says. */
  readonly severity: LintSeverity | undefined;
  readonly onLight: () => void;
  /** Leads to the setting's field. */
  readonly onShow: () => void;
}

/** One line: its number, its route, its words by weight and tone, what the last edit changed in it. */
export const ExportLine = memo(
  function ExportLine({
    number,
    line,
    identity,
    isLit,
    before,
    setting,
    severity,
    onLight,
    onShow,
  }: ExportLineProps) {
    const old = before == null ? null : parametersOf(before);
    const isChanged = before !== undefined;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the keys are the text's (ExportCode)
      <div
        className={`${styles.line} ${isLit ? styles.lit : ''} ${isChanged ? styles.changed : ''}`}
        data-changed={isChanged || undefined}
        data-slot={identity?.slot}
        data-line={number}
        data-finding={severity}
        title={setting ?? undefined}
        onPointerEnter={onLight}
        onClick={onShow}
      >
        <span className={styles.number}>{number}</span>
        <span className={styles.gutter}>
          {identity !== null ? (
            <RouteChip identity={identity} route={routeOf(line)} />
          ) : (
            severity !== undefined && severity !== 'hint' && <TriangleAlert size={12} aria-hidden="true" />
          )}
        </span>
        <code>
          {tokensOfLine(line).map((token, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: words of one line have no other name than their place
            <Piece key={index} token={token} old={old} hasRoute={identity !== null} />
          ))}
          {line === '' && ' '}
        </code>
      </div>
    );
  },
  (a, b) =>
    a.line === b.line &&
    a.number === b.number &&
    a.isLit === b.isLit &&
    a.before === b.before &&
    a.setting === b.setting &&
    a.severity === b.severity &&
    a.identity?.letter === b.identity?.letter,
);

/** The route that a BalancerMember line gives, null when it gives none. */
function routeOf(line: string): string | null {
  return parametersOf(line).get('route') ?? null;
}

interface PieceProps {
  readonly token: Token;
  /** Values by name as they were on the line before. */
  readonly old: ReadonlyMap<string, string> | null;
  readonly hasRoute: boolean;
}

function Piece({ token, old, hasRoute }: PieceProps) {
  const { text, kind, key } = token;
  if (key !== undefined && old !== null && old.get(key) !== text) {
    const was = old.get(key);
    return (
      <mark className={styles.mark}>
        {was !== undefined && <s>{was}</s>}
        {text}
      </mark>
    );
  }
  if (hasRoute && key === 'route') return <b className={styles.route}>{text}</b>;
  if (hasRoute && kind === 'url') {
    const [before, port, after] = splitPort(text);
    return (
      <span className={styles.url}>
        {before}
        <b className={styles.route}>{port}</b>
        {after}
      </span>
    );
  }
  return <span className={styles[kind]}>{text}</span>;
}
