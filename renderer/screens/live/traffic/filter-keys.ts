/** The words that may stand before `:` (or `~`, `>`, `<`), with what they ask for. */
export const FILTER_KEYS = {
  route: 'route:2 or its letter, route:B',
  session: 'session:anna',
  user: 'user:anna, one of the window’s users',
  tab: 'tab:"Your cart", its title',
  status: 'status:5xx, status:404',
  method: 'method:POST',
  path: 'path~/cart contains, path:/cart is',
  decision: 'decision:fallback',
  moved: 'moved:yes',
  lost: 'lost:yes, a session was lost here',
  cookie: 'cookie:yes, a route cookie was set',
  'set-cookie': 'set-cookie~ROUTEID, the route cookie as it was set',
  member: 'member~13001',
  site: 'site:shop',
  ms: 'ms>100',
} as const;
export type FilterKey = keyof typeof FILTER_KEYS;

/** Words that mean more than themselves, without a key. */
export const FILTER_WORDS = {
  static: 'files: scripts, styles, images, fonts',
} as const;

/** One condition. Terms are all required; `-` before one asks for the opposite. */
export interface FilterTerm {
  /** As written, so that a chip can become text again. */
  readonly raw: string;
  /** null: plain text, looked for in path, session and member. */
  readonly key: FilterKey | null;
  readonly operator: ':' | '~' | '>' | '<';
  readonly value: string;
  readonly negated: boolean;
  /** What is wrong with it and how to mend it; null for a condition that can be met. A wrong one filters nothing. */
  readonly problem: string | null;
}
