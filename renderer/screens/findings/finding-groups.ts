import type { FindingsView, LintSeverity, TrafficFinding } from '../../../core/contract/index.ts';

const ORDER: readonly LintSeverity[] = ['error', 'warning', 'hint'];

/** Findings as they are shown: what lasts, worst first; what is muted; what is gone, newest first. */
export interface FindingGroups {
  readonly open: readonly TrafficFinding[];
  readonly muted: readonly TrafficFinding[];
  readonly closed: readonly TrafficFinding[];
}

export function groupsOf({ findings }: FindingsView): FindingGroups {
  const lasting = findings.filter(({ closedAtMs }) => closedAtMs === null);
  return {
    open: lasting
      .filter(({ isMuted }) => !isMuted)
      .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.openedAtMs - b.openedAtMs),
    muted: lasting.filter(({ isMuted }) => isMuted),
    closed: findings
      .filter(({ closedAtMs }) => closedAtMs !== null)
      .sort((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0)),
  };
}

/** `2 findings, one of them an error`: for the count in the status bar. */
export function countWords(open: readonly TrafficFinding[]): string {
  const errors = open.filter(({ severity }) => severity === 'error').length;
  const all = `${open.length} ${open.length === 1 ? 'finding' : 'findings'}`;
  if (errors === 0) return all;
  return open.length === 1
    ? `${all}, an error`
    : `${all}, ${errors} of them ${errors === 1 ? 'an error' : 'errors'}`;
}
