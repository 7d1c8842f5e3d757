import type { ExchangeDetail, FieldList } from '../../../../core/contract/index.ts';

/** A cookie that an answer sets, in sentences. */
export interface CookieSet {
  readonly name: string;
  readonly value: string;
  readonly attributes: readonly string[];
  /** Who set it: the member, or the balancer's route cookie. */
  readonly by: 'member' | 'balancer';
  readonly tone: 'neutral' | 'warn' | 'err' | 'ok';
  readonly sentence: string;
}

/** A cookie that the request carried. */
export interface CookieSent {
  readonly name: string;
  readonly value: string;
  readonly isSticky: boolean;
}

/** The cookies of a Cookie field, in order; names may repeat. RFC 6265 §5.4. */
export function cookiesSent(fields: FieldList, stickyName: string | null): readonly CookieSent[] {
  return fields
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value] = nameAndValue(pair);
      return { name, value, isSticky: name === stickyName };
    });
}

/** The cookies that the answer sets, each with what a browser will make of it. */
export function cookiesSet(detail: ExchangeDetail): readonly CookieSet[] {
  const sent = new Map(
    cookiesSent(detail.clientRequest.fields, null).map(({ name, value }) => [name, value] as const),
  );
  const all = setCookies(detail.clientResponse?.fields ?? []);
  const ours = detail.setCookie === null ? -1 : all.lastIndexOf(detail.setCookie);
  return all.map((text, index) => {
    const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
    const [name, value] = nameAndValue(pair);
    const by = index === ours ? 'balancer' : 'member';
    return { name, value, attributes, by, ...verdict(name, value, attributes, by, sent.get(name)) };
  });
}

function verdict(
  name: string,
  value: string,
  attributes: readonly string[],
  by: CookieSet['by'],
  before: string | undefined,
): Pick<CookieSet, 'tone' | 'sentence'> {
  const rejected = rejection(name, attributes);
  if (rejected !== null) return { tone: 'err', sentence: rejected };
  if (isExpired(attributes)) {
    return before === undefined
      ? { tone: 'neutral', sentence: 'Clears a cookie that the browser did not send.' }
      : { tone: 'warn', sentence: 'Clears the cookie that the browser sent.' };
  }
  if (by === 'balancer') {
    return { tone: 'ok', sentence: 'Added by the balancer: from now on the browser asks for this route.' };
  }
  if (before === undefined) return { tone: 'neutral', sentence: 'New to this browser.' };
  return before === value
    ? { tone: 'neutral', sentence: 'Repeats what the browser sent.' }
    : { tone: 'warn', sentence: `Replaces the value that the browser sent.` };
}

/** Why every browser refuses this cookie, or null. RFC 6265bis §5.6 (prefixes, SameSite=None). */
function rejection(name: string, attributes: readonly string[]): string | null {
  const has = (word: string) => attributes.some((attribute) => attribute.toLowerCase() === word);
  const lower = name.toLowerCase();
  if (has('samesite=none') && !has('secure')) {
    return 'Browsers refuse it: SameSite=None needs Secure.';
  }
  if (lower.startsWith('__secure-') && !has('secure')) {
    return 'Browsers refuse it: a name with __Secure- needs Secure.';
  }
  const isHostBound = has('secure') && has('path=/') && !attributes.some((text) => /^domain=/i.test(text));
  if (lower.startsWith('__host-') && !isHostBound) {
    return 'Browsers refuse it: a name with __Host- needs Secure, Path=/ and no Domain.';
  }
  return null;
}

function isExpired(attributes: readonly string[]): boolean {
  return attributes.some((attribute) => {
    const maxAge = /^max-age=(-?\d+)$/i.exec(attribute)?.[1];
    if (maxAge !== undefined) return Number(maxAge) <= 0;
    const expires = /^expires=(.+)$/i.exec(attribute)?.[1];
    return expires !== undefined && Date.parse(expires) <= 0;
  });
}

function setCookies(fields: FieldList): readonly string[] {
  return fields.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
}

function nameAndValue(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? ['', pair] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
