import {
  type ExchangeSummary,
  type PinView,
  type SessionView,
  sentenceFor,
} from '../../../core/contract/index.ts';

/** How sure we are that this is one cookie jar. */
export const RECOGNITION_WORDS: Readonly<
  Record<SessionView['recognition'], { readonly short: string; readonly long: string }>
> = {
  embedded: { short: 'user', long: 'A user of this window: every request is known for certain.' },
  virtual: { short: 'virtual', long: 'A virtual user of a rehearsal: every request is known for certain.' },
  tracked: { short: 'browser', long: 'Recognised by a cookie of Routepin’s own, which no member sees.' },
  'sticky-value': {
    short: 'by sticky value',
    long: 'Recognised by its sticky value and User-Agent only: two alike browsers may look like one.',
  },
};

/** What carries a pin. */
export const PIN_WORDS: Readonly<Record<PinView['how'], string>> = {
  'route-cookie': 'by our route cookie',
  url: 'by the route in the URL',
  'application-id': 'by the application’s own session id',
};

/** One line of a session's history. */
export interface HistoryLine {
  readonly id: number;
  readonly atMs: number;
  readonly balancer: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly text: string;
  readonly isLoss: boolean;
}

const MOST_LINES = 50;

/** Where a session was sent and why, and what it lost; newest first. `exchanges` are its own, oldest first. */
export function historyOf(
  exchanges: readonly ExchangeSummary[],
  losses: ReadonlyMap<number, string>,
): readonly HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (let index = exchanges.length - 1; index >= 0 && lines.length < MOST_LINES; index--) {
    const exchange = exchanges[index];
    if (exchange === undefined) continue;
    const { id, startedAtMs: atMs, balancer, route, sessionRoute, routeChanged, url } = exchange;
    const lost = losses.get(id);
    if (lost !== undefined) {
      const what = lost === '' ? 'Sent to a login page' : `${lost} was replaced or cleared`;
      lines.push({ id, atMs, balancer, from: null, to: route, text: `${what} on ${url}.`, isLoss: true });
    }
    if (!routeChanged) continue;
    const from = sessionRoute === '' || sessionRoute === route ? null : sessionRoute;
    lines.push({ id, atMs, balancer, from, to: route, text: sentenceFor(exchange), isLoss: false });
  }
  return lines;
}

/** Requests by route, most first. */
export function sharesOf(session: Pick<SessionView, 'requestsByRoute'>): readonly {
  readonly route: string;
  readonly requests: number;
  readonly share: number;
}[] {
  const entries = Object.entries(session.requestsByRoute);
  const total = entries.reduce((sum, [, requests]) => sum + requests, 0);
  return entries
    .map(([route, requests]) => ({ route, requests, share: total === 0 ? 0 : requests / total }))
    .sort((a, b) => b.requests - a.requests);
}
