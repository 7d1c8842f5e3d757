import type { ExchangeDetail, Explanation, FieldList, MessageHead } from '../../contract/index.ts';

/** What stands where a secret stood. */
const MASK = '•••';
/** Fields whose whole value opens something; a scheme (`Basic`, `Bearer`) is no secret and stays. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-xsrf-token',
]);
const URL_FIELDS: ReadonlySet<string> = new Set([
  'referer',
  'location',
  'content-location',
  'refresh',
  'link',
]);
/** Parameters that name a person's session or open something. */
const SECRET_PARAMETER =
  /(?:^|[^a-z])(?:id|sid|uid|token|key|apikey|secret|code|auth|password|passwd|pwd|session|jsessionid|phpsessid|sig|signature|jwt|state|nonce|ticket|email|user)$/i;
/** Path segments that are an id: a UUID, a long number, or a long mixture of digits and letters. */
const ID_SEGMENT =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{6,}|(?=[^/]*\d)[\w~-]{20,})$/i;

/**
 * The exchange as it may be given away (DESIGN.md §8): cookie values but for their route, Authorization and the like, ids in
 * URLs and bodies are masked, everywhere: in heads of both sides, in the decision and in the sentences about it.
 */
export function maskExchange(detail: ExchangeDetail): ExchangeDetail {
  const mask = maskingOf(detail);
  const { lookup } = detail.record;
  const setCookie = detail.setCookie === null ? null : mask.setCookie(detail.setCookie);
  return {
    ...detail,
    url: mask.url(detail.url),
    setCookie,
    sessionId: detail.sessionId,
    record: {
      ...detail.record,
      setCookie,
      lookup: { ...lookup, value: lookup.value === null ? null : mask.value(lookup.value) },
    },
    explanation: mask.explanation(detail.explanation),
    clientRequest: mask.head(detail.clientRequest),
    memberRequest: mask.maybe(detail.memberRequest),
    memberResponse: mask.maybe(detail.memberResponse),
    clientResponse: mask.maybe(detail.clientResponse),
    requestBody: null,
    responseBody: null,
  };
}

/** Takes the secrets of one exchange out of what is told of it, answers that came later included. */
export function maskingOf(detail: ExchangeDetail): Masking {
  return new Masking(detail);
}

class Masking {
  readonly #routes: ReadonlySet<string>;
  /** Every raw value that was masked, longest first when asked for: sentences quote them. */
  readonly #secrets = new Map<string, string>();

  constructor({ route, sessionRoute, record, url, clientRequest, setCookie }: ExchangeDetail) {
    const routes = [route, sessionRoute, ...record.attempts.map((attempt) => attempt.route)];
    this.#routes = new Set(routes.filter((one): one is string => one !== null && one !== ''));
    // All that sentences may quote is seen before the first sentence is masked.
    if (record.lookup.value !== null) this.value(record.lookup.value);
    if (setCookie !== null) this.setCookie(setCookie);
    this.url(url);
    this.head(clientRequest);
  }

  /** A cookie's value: nothing of it but a route that this exchange knows, with its separator. */
  value(value: string): string {
    if (value === '') return '';
    const route = [...this.#routes].find((one) => value.length > one.length && value.endsWith(one));
    const kept = route === undefined ? '' : value.slice(-route.length - 1);
    // A value that is nothing but a separator and a route (`.2`) tells nobody anything.
    const isSeparated = kept !== '' && !/[\w-]/.test(kept.charAt(0));
    if (isSeparated && kept === value) return value;
    const masked = `${MASK}${isSeparated ? kept : ''}`;
    this.#secrets.set(value, masked);
    return masked;
  }

  setCookie(text: string): string {
    const end = text.indexOf(';');
    const pair = end < 0 ? text : text.slice(0, end);
    return this.#pair(pair) + (end < 0 ? '' : text.slice(end));
  }

  maybe(head: MessageHead | null): MessageHead | null {
    return head === null ? null : this.head(head);
  }

  head({ startLine, fields }: MessageHead): MessageHead {
    // Method, target, version; a status line has no target and is kept.
    const parts = /^(\S+ )(\S+)( HTTP\/\d\.\d)$/.exec(startLine);
    return {
      startLine: parts === null ? startLine : `${parts[1]}${this.url(parts[2] ?? '')}${parts[3]}`,
      fields: this.#fields(fields),
    };
  }

  /** A URL or a target: parameters and path segments that are ids, and a password before the host. */
  url(url: string): string {
    const hash = url.indexOf('#');
    const [beforeHash, fragment] = hash < 0 ? [url, ''] : [url.slice(0, hash), `#${MASK}`];
    const mark = beforeHash.indexOf('?');
    const path = mark < 0 ? beforeHash : beforeHash.slice(0, mark);
    const query = mark < 0 ? null : beforeHash.slice(mark + 1);
    const maskedPath = path
      .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, `$1${MASK}@`)
      .split('/')
      .map((segment) => this.#segment(segment))
      .join('/');
    const maskedQuery = query?.replace(/[^&;]+/g, (parameter) => this.#parameter(parameter));
    return maskedPath + (maskedQuery === undefined ? '' : `?${maskedQuery}`) + fragment;
  }

  /** A line of a body: the values of this exchange's cookies, and what looks like an id. */
  line(text: string): string {
    return this.#sentence(text).replace(/[\w~-]{6,}/g, (word) => (ID_SEGMENT.test(word) ? MASK : word));
  }

  /** One field's value. */
  field(name: string, value: string): string {
    return this.#fields([[name, value]])[0]?.[1] ?? '';
  }

  explanation(explanation: Explanation): Explanation {
    const text = (words: string): string => this.#sentence(words);
    return {
      headline: text(explanation.headline),
      summary: text(explanation.summary),
      steps: explanation.steps.map((step) => ({ ...step, title: text(step.title), text: text(step.text) })),
      variables: explanation.variables,
    };
  }

  #sentence(words: string): string {
    let masked = words;
    const longestFirst = [...this.#secrets].sort(([a], [b]) => b.length - a.length);
    // A value of one or two characters would be found inside ordinary words.
    for (const [secret, instead] of longestFirst) {
      if (secret.length > 2) masked = masked.replaceAll(secret, instead);
      else masked = masked.replaceAll(`\`${secret}\``, `\`${instead}\``);
    }
    return masked;
  }

  #fields(fields: FieldList): FieldList {
    return fields.map(([name, value]) => {
      const lower = name.toLowerCase();
      if (lower === 'cookie') {
        return [name, value.replace(/[^;]+/g, (pair) => this.#pair(pair))] as const;
      }
      if (lower === 'set-cookie') return [name, this.setCookie(value)] as const;
      if (SECRET_FIELDS.has(lower)) return [name, value.replace(/^(\w+ +)?.+$/s, `$1${MASK}`)] as const;
      if (URL_FIELDS.has(lower)) return [name, this.url(value)] as const;
      return [name, value] as const;
    });
  }

  #pair(pair: string): string {
    const at = pair.indexOf('=');
    if (at < 0) return pair.trim() === '' ? pair : MASK;
    const value = pair.slice(at + 1);
    const trimmed = value.trim();
    return `${pair.slice(0, at + 1)}${value.replace(trimmed, () => this.value(trimmed))}`;
  }

  #segment(segment: string): string {
    // Path parameters (`;jsessionid=…`) are ids wherever they stand.
    const [name = '', ...parameters] = segment.split(';');
    const masked = ID_SEGMENT.test(name) ? MASK : name;
    return [masked, ...parameters.map((parameter) => this.#pair(parameter))].join(';');
  }

  #parameter(parameter: string): string {
    const at = parameter.indexOf('=');
    if (at < 0) return ID_SEGMENT.test(parameter) ? MASK : parameter;
    const name = parameter.slice(0, at);
    const value = parameter.slice(at + 1);
    if (!SECRET_PARAMETER.test(name) && !ID_SEGMENT.test(value)) return parameter;
    return `${name}=${this.value(value)}`;
  }
}
