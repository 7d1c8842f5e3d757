import { fieldValue } from '../fields.ts';
import { type ScriptForm, scriptFormFor } from './policies.ts';

/** A coding that is taken off before the script goes in. */
export type Decoding = 'gzip' | 'br' | 'zstd';

/**
 * What to do with the answer to a top-level navigation. `pass`: it is no page (a redirect, a download, an image) and
 * nobody misses a tab. `leave`: a page that is shown and can't be followed, and why. `insert`: the script goes in.
 */
export type DocumentVerdict =
  | { readonly do: 'pass' }
  | { readonly do: 'leave'; readonly why: string }
  | {
      readonly do: 'insert';
      readonly form: ScriptForm;
      readonly decoding: Decoding | null;
      /** Whether the charset is known beforehand to be one whose markup is ASCII. */
      readonly isCharsetKnown: boolean;
    };

export interface DocumentFacts {
  readonly status: number;
  readonly fields: readonly string[];
  /** Content-Length, −1 when absent. */
  readonly contentLength: number;
  readonly hasBody: boolean;
  readonly hadRange: boolean;
  readonly isTls: boolean;
  readonly isFirefox: boolean;
  readonly canDecode: (coding: Decoding) => boolean;
}

/** Digests and signatures speak of the body as the member made it. */
const DIGESTS = ['content-digest', 'repr-digest', 'digest', 'content-md5', 'signature'];

/** Decides what is done with a document (TABS.md, design 2 and 3). */
export function judgeDocument(facts: DocumentFacts): DocumentVerdict {
  const { status, fields } = facts;
  if (status < 200 || (status >= 300 && status < 400) || status === 204 || status === 205)
    return { do: 'pass' };
  const type = (fieldValue(fields, 'content-type') ?? '').toLowerCase();
  const media = (type.split(';')[0] ?? '').trim();
  if (/^attachment\b/i.test((fieldValue(fields, 'content-disposition') ?? '').trim())) return { do: 'pass' };
  if (media === 'application/xhtml+xml') return leave('it is XHTML');
  if (media !== 'text/html') return { do: 'pass' };
  if (status === 206 || facts.hadRange) return leave('it is a part of a document');
  if (!facts.hasBody || facts.contentLength === 0) return leave('it is empty');
  if (/\bno-transform\b/i.test(allOf(fields, 'cache-control').join(','))) {
    return leave('its Cache-Control says no-transform');
  }
  if (DIGESTS.some((name) => fieldValue(fields, name) !== null))
    return leave('it carries a digest or signature');
  const charset = /;\s*charset\s*=\s*["']?([^\s;"']+)/.exec(type)?.[1] ?? null;
  if (charset !== null && /^(?:utf-?16|utf-?32|ucs-?[24]|unicode|iso-10646-ucs)/.test(charset)) {
    return leave(`its charset is ${charset}`);
  }
  const coding = codingOf(fields);
  if (coding === 'unknown' || (coding !== null && !facts.canDecode(coding))) {
    return leave(`its Content-Encoding is ${allOf(fields, 'content-encoding').join(', ')}`);
  }
  const beacons = facts.isFirefox || isNoStore(fields);
  const form = scriptFormFor(
    [...allOf(fields, 'content-security-policy'), ...allOf(fields, 'content-security-policy-report-only')],
    [...allOf(fields, 'integrity-policy'), ...allOf(fields, 'integrity-policy-report-only')],
    { opensSocket: facts.isFirefox || !beacons, sendsBeacons: beacons, isTls: facts.isTls },
  );
  if ('refused' in form) return leave(form.refused);
  return { do: 'insert', form, decoding: coding, isCharsetKnown: charset !== null };
}

/** Whether the page must not be stored: a socket would then keep it out of Chromium's back/forward cache. */
export function isNoStore(fields: readonly string[]): boolean {
  return /\bno-store\b/i.test(allOf(fields, 'cache-control').join(','));
}

function leave(why: string): DocumentVerdict {
  return { do: 'leave', why };
}

function codingOf(fields: readonly string[]): Decoding | 'unknown' | null {
  const codings = allOf(fields, 'content-encoding')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '' && value !== 'identity');
  const [coding] = codings;
  if (coding === undefined) return null;
  if (codings.length > 1) return 'unknown';
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  return coding === 'br' || coding === 'zstd' ? coding : 'unknown';
}

function allOf(fields: readonly string[], lowerName: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    if ((fields[at] as string).toLowerCase() === lowerName) found.push(fields[at + 1] as string);
  }
  return found;
}
