import type { DetectorName, FindingsView, RoutepinEvent } from '../../core/contract/index.ts';

type FindingEvent = Extract<
  RoutepinEvent,
  { readonly event: 'finding.opened' | 'finding.updated' | 'finding.closed' }
>;

/** Closed findings that are kept, as in the core's own view. */
const MOST_CLOSED = 50;

/** Findings with what an event says of one of them: open ones first, closed ones after them. */
export function withFinding(view: FindingsView, event: FindingEvent): FindingsView {
  const { event: _name, seq: _seq, atMs: _atMs, ...finding } = event;
  const isKnown = view.findings.some(({ id }) => id === finding.id);
  const all = isKnown
    ? view.findings.map((old) => (old.id === finding.id ? finding : old))
    : [...view.findings, finding];
  const open = all.filter(({ closedAtMs }) => closedAtMs === null);
  const closed = all
    .filter(({ closedAtMs }) => closedAtMs !== null)
    .sort((a, b) => (a.closedAtMs ?? 0) - (b.closedAtMs ?? 0));
  return { ...view, findings: [...open, ...closed.slice(-MOST_CLOSED)] };
}

/** Findings after a detector was muted, or told of again. Each of them says so with an event of its own. */
export function withMute(view: FindingsView, detector: DetectorName, on: boolean): FindingsView {
  const others = view.mutedDetectors.filter((name) => name !== detector);
  return { ...view, mutedDetectors: on ? [...others, detector] : others };
}
