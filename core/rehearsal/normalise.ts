/** What differs between two answers that mean the same: when they were made, and for which session. */
const VOLATILE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  // Ids of sessions in URLs and hidden fields (Servlet 6 §7.1.3, and what others call them).
  [/(;jsessionid=|[?&;](?:sid|phpsessid|jsessionid)=)[\w.!~-]+/gi, '$1…'],
  [
    /((?:csrf|xsrf|authenticity|requestverification)[\w-]*["']?\s*(?:value=|content=|[:=])\s*["']?)[\w+/=.-]{8,}/gi,
    '$1…',
  ],
  // ISO 8601, HTTP and clock times.
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g, '‹time›'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT/g, '‹time›'],
  [/\b\d{1,2}:\d{2}:\d{2}\b/g, '‹time›'],
  // UUIDs (RFC 9562).
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '‹id›'],
];

/** Fields that say nothing of what was answered (RFC 9110 §6.6.1, §7.6; hop by hop). */
const UNTOLD_FIELDS: ReadonlySet<string> = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'age',
]);

export interface IgnoreOptions {
  /** Lines that hold one of these texts are left out. */
  readonly texts: readonly string[];
  /** Dates, times and ids of sessions are made alike. */
  readonly isVolatileIgnored: boolean;
}

/** A body as it is compared: without what may differ. */
export function normaliseBody(body: string, { texts, isVolatileIgnored }: IgnoreOptions): string {
  let text = body.replaceAll('\r\n', '\n');
  if (texts.length > 0) {
    text = text
      .split('\n')
      .filter((line) => !texts.some((ignored) => line.includes(ignored)))
      .join('\n');
  }
  return isVolatileIgnored
    ? VOLATILE.reduce((result, [pattern, instead]) => result.replace(pattern, instead), text)
    : text;
}

/** Fields as they are compared: joined by name in lower case; cookies by their names where values are ids. */
export function normaliseFields(
  fields: readonly (readonly [name: string, value: string])[],
  { texts, isVolatileIgnored }: IgnoreOptions,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (isVolatileIgnored && UNTOLD_FIELDS.has(key)) continue;
    if (texts.some((ignored) => `${name}: ${value}`.includes(ignored))) continue;
    let text = value;
    if (isVolatileIgnored) {
      if (key === 'set-cookie') text = value.replace(/=[^;]*/, '=…');
      if (key === 'last-modified' || key === 'expires' || key === 'etag') text = '…';
      text = normaliseBody(text, { texts: [], isVolatileIgnored });
    }
    const known = found.get(key);
    found.set(key, known === undefined ? text : `${known}, ${text}`);
  }
  return found;
}

/** What was left out, in words. */
export function ignoredWords({ texts, isVolatileIgnored }: IgnoreOptions): readonly string[] {
  return [
    ...(isVolatileIgnored ? ['dates, times and session ids'] : []),
    ...texts.map((text) => `lines with “${text}”`),
  ];
}
