import type { ExchangeSummary } from '../../../../core/contract/index.ts';

/** The words that may stand before `:` (or `~`, `>`, `<`), with what they ask for. */
export const FILTER_KEYS = {
  route: 'route:2 or its letter, route:B',
  session: 'session:anna',
  tab: 'tab:"Your cart", its title',
  status: 'status:5xx, status:404',
  method: 'method:POST',
  path: 'path~/cart contains, path:/cart is',
  decision: 'decision:fallback',
  moved: 'moved:yes',
  lost: 'lost:yes, a session was lost here',
  cookie: 'cookie:yes, a route cookie was set',
  member: 'member~13001',
  site: 'site:shop',
  ms: 'ms>100',
} as const;
export type FilterKey = keyof typeof FILTER_KEYS;

/** One condition. Terms are all required; `-` before one asks for the opposite. */
export interface FilterTerm {
  /** As written, so that a chip can become text again. */
  readonly raw: string;
  /** null: plain text, looked for in path, session and member. */
  readonly key: FilterKey | null;
  readonly operator: ':' | '~' | '>' | '<';
  readonly value: string;
  readonly negated: boolean;
}

/** What a term may need to know that the exchange itself doesn't say. */
export interface FilterContext {
  readonly sessionLabel: (sessionId: string) => string | undefined;
  readonly tabTitle: (tabId: string) => string | undefined;
  readonly letterOf: (balancer: string | null, route: string | null) => string | undefined;
  readonly isLost: (exchangeId: number) => boolean;
}

const TERM = /-?(?:[a-z-]+[:~<>])?(?:"[^"]*"?|\S+)/gi;
const PARTS = /^(-?)(?:([a-z-]+)([:~<>]))?"?([^"]*)"?$/i;

/** The conditions in a filter text. Words before `:` that aren't known are taken as plain text. Never fails. */
export function parseFilter(text: string): readonly FilterTerm[] {
  return (text.match(TERM) ?? []).flatMap((raw) => {
    const parts = PARTS.exec(raw);
    if (parts === null) return [];
    const [, minus, word, operator, value = ''] = parts;
    const key = word?.toLowerCase();
    const known = key !== undefined && Object.hasOwn(FILTER_KEYS, key);
    if (value === '') return [];
    return [
      {
        raw,
        key: known ? (key as FilterKey) : null,
        operator: known ? (operator as FilterTerm['operator']) : '~',
        value: known || word === undefined ? value : raw.replace(/^-/, ''),
        negated: minus === '-',
      },
    ];
  });
}

/** Whether an exchange meets every term. */
export function createFilter(
  terms: readonly FilterTerm[],
  context: FilterContext,
): (exchange: ExchangeSummary) => boolean {
  const tests = terms.map((term) => {
    const meets = testOf(term, context);
    return term.negated ? (exchange: ExchangeSummary) => !meets(exchange) : meets;
  });
  return (exchange) => tests.every((test) => test(exchange));
}

function testOf(term: FilterTerm, context: FilterContext): (exchange: ExchangeSummary) => boolean {
  const value = term.value.toLowerCase();
  const text = (get: (exchange: ExchangeSummary) => string | null | undefined) => {
    return (exchange: ExchangeSummary) => {
      const found = get(exchange)?.toLowerCase() ?? '';
      return term.operator === '~' ? found.includes(value) : found === value;
    };
  };
  const session = ({ sessionId }: ExchangeSummary) =>
    sessionId === null ? '' : (context.sessionLabel(sessionId) ?? sessionId);
  switch (term.key) {
    case 'route':
      return (exchange) =>
        [exchange.route, exchange.sessionRoute].some(
          (route) =>
            route !== null &&
            (route.toLowerCase() === value ||
              context.letterOf(exchange.balancer, route)?.toLowerCase() === value),
        );
    case 'session':
      // A label is long and people type its start; an id is never typed by hand and must match.
      return (exchange) =>
        exchange.sessionId?.toLowerCase() === value || session(exchange).toLowerCase().startsWith(value);
    case 'tab':
      return ({ tabId }) =>
        tabId !== null &&
        (tabId.toLowerCase() === value || (context.tabTitle(tabId) ?? '').toLowerCase().startsWith(value));
    case 'status':
      return numeric(term, ({ status }) => status, statusPattern(value));
    case 'ms':
      return numeric(term, ({ durationMs }) => durationMs);
    case 'method':
      return text(({ method }) => method);
    case 'path':
      return text(({ url }) => url);
    case 'decision':
      return text(({ decision }) => decision);
    case 'member':
      return text(({ member }) => member);
    case 'site':
      return text(({ site }) => site);
    case 'moved':
      return yesNo(value, ({ decision }) => decision === 'moved');
    case 'lost':
      return yesNo(value, ({ id }) => context.isLost(id));
    case 'cookie':
      return yesNo(value, ({ setCookie }) => setCookie !== null);
    case null:
      return (exchange) =>
        exchange.url.toLowerCase().includes(value) ||
        session(exchange).toLowerCase().includes(value) ||
        exchange.member?.toLowerCase().includes(value) === true;
  }
}

/** `5xx` as 500 to 599; undefined for anything else. */
function statusPattern(value: string): readonly [number, number] | undefined {
  const hundreds = /^([1-5])xx$/.exec(value)?.[1];
  return hundreds === undefined ? undefined : [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
}

function numeric(
  term: FilterTerm,
  get: (exchange: ExchangeSummary) => number,
  range?: readonly [number, number],
): (exchange: ExchangeSummary) => boolean {
  const bound = Number.parseFloat(term.value);
  if (range !== undefined) return (exchange) => get(exchange) >= range[0] && get(exchange) <= range[1];
  if (term.operator === '>') return (exchange) => get(exchange) > bound;
  if (term.operator === '<') return (exchange) => get(exchange) < bound;
  return (exchange) => get(exchange) === bound;
}

function yesNo(
  value: string,
  get: (exchange: ExchangeSummary) => boolean,
): (exchange: ExchangeSummary) => boolean {
  const wanted = !['no', 'false', '0'].includes(value);
  return (exchange) => get(exchange) === wanted;
}
