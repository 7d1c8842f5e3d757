import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { FILTER_KEYS, type FilterKey, type FilterTerm } from './filter-keys.ts';
import { nearestKey, problemOf } from './filter-problems.ts';

/** What a term may need to know that the exchange itself doesn't say. */
export interface FilterContext {
  readonly sessionLabel: (sessionId: string) => string | undefined;
  /** The name of the window's user whose session it is; undefined for other browsers. */
  readonly userName: (sessionId: string) => string | undefined;
  readonly tabTitle: (tabId: string) => string | undefined;
  readonly letterOf: (balancer: string | null, route: string | null) => string | undefined;
  readonly isLost: (exchangeId: number) => boolean;
}

const TERM = /-?(?:[a-z-]+[:~<>])?(?:"[^"]*"?|\S+)/gi;
const PARTS = /^(-?)(?:([a-z-]+)([:~<>]))?"?([^"]*)"?$/i;

/**
 * The conditions in a filter text. A word before `:` that is no key, and not nearly one, is plain text with the rest. Never
 * fails: what is wrong with a condition stands in it.
 */
export function parseFilter(text: string): readonly FilterTerm[] {
  return (text.match(TERM) ?? []).flatMap((raw) => {
    const parts = PARTS.exec(raw);
    if (parts === null) return [];
    const [, minus, word, operator, value = ''] = parts;
    const key = word?.toLowerCase();
    const known = key !== undefined && Object.hasOwn(FILTER_KEYS, key);
    if (value === '') return [];
    const term = {
      raw,
      key: known ? (key as FilterKey) : null,
      operator: known ? (operator as FilterTerm['operator']) : ('~' as const),
      value: known || word === undefined ? value : raw.replace(/^-/, ''),
      negated: minus === '-',
    };
    const meant = known || key === undefined ? undefined : nearestKey(key);
    const problem =
      meant === undefined
        ? problemOf(term)
        : `There is no “${key}”. Did you mean ${meant}${operator}${value}?`;
    return [{ ...term, problem }];
  });
}

/** Whether an exchange meets every term. */
export function createFilter(
  terms: readonly FilterTerm[],
  context: FilterContext,
): (exchange: ExchangeSummary) => boolean {
  const usable = terms.filter(({ problem }) => problem === null);
  const tests = usable.map((term) => {
    const meets = testOf(term, context);
    return term.negated ? (exchange: ExchangeSummary) => !meets(exchange) : meets;
  });
  return (exchange) => tests.every((test) => test(exchange));
}

function testOf(term: FilterTerm, context: FilterContext): (exchange: ExchangeSummary) => boolean {
  const value = term.value.toLowerCase();
  const holds = holding(value);
  const text = (get: (exchange: ExchangeSummary) => string | null | undefined) => {
    if (term.operator === '~') return (exchange: ExchangeSummary) => holds(get(exchange) ?? '');
    return (exchange: ExchangeSummary) => (get(exchange)?.toLowerCase() ?? '') === value;
  };
  const session = ({ sessionId }: ExchangeSummary) =>
    sessionId === null ? '' : (context.sessionLabel(sessionId) ?? sessionId);
  switch (term.key) {
    case 'route': {
      const isMeant = remembered(
        (balancer: string | null, route: string) =>
          route.toLowerCase() === value || context.letterOf(balancer, route)?.toLowerCase() === value,
      );
      return ({ balancer, route, sessionRoute }) =>
        (route !== null && isMeant(balancer, route)) ||
        (sessionRoute !== null && isMeant(balancer, sessionRoute));
    }
    case 'session':
      // A label is long and people type its start; an id is never typed by hand and must match.
      return (exchange) =>
        exchange.sessionId?.toLowerCase() === value || session(exchange).toLowerCase().startsWith(value);
    case 'user':
      return ({ sessionId }) =>
        sessionId !== null && context.userName(sessionId)?.toLowerCase().startsWith(value) === true;
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
    case 'set-cookie':
      if (term.operator === '~') return text(({ setCookie }) => setCookie);
      return ({ setCookie }) => (setCookie?.toLowerCase() ?? '').split('=', 1)[0] === value;
    case null:
      if (value === 'static') return ({ url }) => STATIC.test(url);
      return (exchange) =>
        holds(exchange.url) ||
        holds(session(exchange)) ||
        (exchange.member !== null && holds(exchange.member));
  }
}

/** Whether a text holds `value`, which is in small letters, in any. An expression makes no copy of each text in small letters. */
function holding(value: string): (text: string) => boolean {
  if (!/^[ -~]*$/.test(value)) return (text) => text.toLowerCase().includes(value);
  const expression = new RegExp(value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  return (text) => expression.test(text);
}

/** The same answer for the same route, found once: there are few, and rows by the hundred thousand. */
function remembered(
  ask: (balancer: string | null, route: string) => boolean,
): (balancer: string | null, route: string) => boolean {
  const answers = new Map<string | null, Map<string, boolean>>();
  return (balancer, route) => {
    let ofBalancer = answers.get(balancer);
    if (ofBalancer === undefined) {
      ofBalancer = new Map();
      answers.set(balancer, ofBalancer);
    }
    let answer = ofBalancer.get(route);
    if (answer === undefined) {
      answer = ask(balancer, route);
      ofBalancer.set(route, answer);
    }
    return answer;
  };
}

/** Files that pages are made of, by their ending or their folder. */
const STATIC =
  /^[^?]*(?:\/(?:static|assets)\/|\.(?:m?js|css|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|wasm)(?:\?|$))/i;

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

/** A condition as text: the value is quoted where it has blanks. */
export function filterText(key: FilterKey, value: string): string {
  return `${key}:${/\s/.test(value) ? `"${value}"` : value}`;
}

/** The filter with this condition, or without it when it was there: a second click takes back the first. */
export function toggleTerm(text: string, term: string): string {
  const terms = parseFilter(text).map(({ raw }) => raw);
  const isThere = terms.includes(term);
  return (isThere ? terms.filter((raw) => raw !== term) : [...terms, term]).join(' ');
}
