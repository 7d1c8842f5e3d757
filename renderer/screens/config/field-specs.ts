import { LB_METHODS } from '../../../core/contract/index.ts';

/** How a setting is written in a field. Names are Apache's, or the project file's where Apache has none. */
export interface FieldSpec {
  readonly key: string;
  readonly kind: 'text' | 'number' | 'numbers' | 'switch' | 'choice';
  /** What holds while nothing is set. */
  readonly fallback: string;
  readonly choices?: readonly string[];
  /** For switches: what holds while nothing is set. */
  readonly isOnByDefault?: boolean;
  /** Its values are long, so it has a line of its own. */
  readonly isWide?: boolean;
}

const text = (key: string, fallback = ''): FieldSpec => ({ key, kind: 'text', fallback });
const number = (key: string, fallback: string): FieldSpec => ({ key, kind: 'number', fallback });
const toggle = (key: string, isOnByDefault = false): FieldSpec => ({
  key,
  kind: 'switch',
  fallback: '',
  isOnByDefault,
});

export const BALANCER_FIELDS: readonly FieldSpec[] = [
  text('name'),
  { key: 'lbmethod', kind: 'choice', fallback: 'byrequests', choices: LB_METHODS },
  text('stickysession', 'not sticky'),
  text('stickysessionsep', '.'),
  number('maxattempts', 'members − 1'),
  number('timeout', '0, no wait'),
  { key: 'failonstatus', kind: 'numbers', fallback: 'none' },
  toggle('failontimeout'),
  toggle('nofailover'),
  toggle('forcerecovery', true),
  toggle('scolonpathdelim'),
];

export const COOKIE_FIELDS: readonly FieldSpec[] = [
  text('name'),
  text('path', 'the page’s folder'),
  text('domain', 'the host only'),
  number('maxAge', 'session'),
  { key: 'sameSite', kind: 'choice', fallback: 'not set', choices: ['Lax', 'Strict', 'None'] },
  toggle('secure'),
  toggle('httpOnly'),
];

export const SITE_FIELDS: readonly FieldSpec[] = [
  { ...text('listen'), isWide: true },
  text('serverName', 'the listen host'),
  toggle('preserveHost'),
  toggle('proxyPassReverse', true),
];

export const MEMBER_COLUMNS: readonly (FieldSpec & { readonly heading: string })[] = [
  { ...text('url'), heading: 'url' },
  { ...text('route', 'none'), heading: 'route' },
  { ...number('loadfactor', '1'), heading: 'factor' },
  { ...number('retry', '60'), heading: 'retry s' },
  { ...number('ping', '–'), heading: 'ping s' },
];

/** What stands in a field for a value. */
export function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What a field's text means. `undefined`: not set. What is no number is handed on as text, for the check to say so. */
export function valueOfText(spec: Pick<FieldSpec, 'kind' | 'key'>, typed: string): unknown {
  const trimmed = typed.trim();
  if (trimmed === '') return REQUIRED.has(spec.key) ? '' : undefined;
  if (spec.kind === 'number') return numberOf(trimmed);
  if (spec.kind === 'numbers') {
    return trimmed
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(numberOf);
  }
  return trimmed;
}

/** Emptied, these are wrong and not unset. */
const REQUIRED: ReadonlySet<string> = new Set(['name', 'url', 'listen']);

function numberOf(text: string): number | string {
  const number = Number(text.replace(',', '.'));
  return Number.isNaN(number) ? text : number;
}
