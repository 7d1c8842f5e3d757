import { fieldValue } from '../fields.ts';
import { unmarkedConditions } from './validators.ts';

/**
 * Whether a request fetches a page of a window or tab (TABS.md, design 1): Fetch Metadata says so; without it (plain
 * http to a name that is not this machine) GET or POST that accepts HTML by name, and the script looks once more.
 * `empty` with `navigate` is a navigation that a service worker passes on.
 */
export function isTopNavigation(method: string, fields: readonly string[]): boolean {
  if (method !== 'GET' && method !== 'POST') return false;
  const dest = fieldValue(fields, 'sec-fetch-dest');
  if (dest === 'document') return true;
  if (dest !== null) return dest === 'empty' && fieldValue(fields, 'sec-fetch-mode') === 'navigate';
  if (fieldValue(fields, 'x-requested-with') !== null || fieldValue(fields, 'upgrade') !== null) return false;
  return /\btext\/html\b/i.test(fieldValue(fields, 'accept') ?? '');
}

/** Whether the page is fetched before anybody asked to see it: it is nobody's until it is shown. */
export function isAheadOfTime(fields: readonly string[]): boolean {
  const purpose = fieldValue(fields, 'sec-purpose') ?? fieldValue(fields, 'purpose') ?? '';
  return /prefetch|prerender|preview/i.test(purpose);
}

/**
 * The fields of a navigation as members get them: they are asked for identity coding, and see their own validators. A
 * request for a range goes on as it is, since nothing will be inserted into its answer.
 */
export function navigationFields(fields: readonly string[]): readonly string[] {
  if (fieldValue(fields, 'range') !== null) return fields;
  const kept = [...unmarkedConditions(fields)];
  for (let at = 0; at < kept.length; at += 2) {
    if ((kept[at] as string).toLowerCase() === 'accept-encoding') kept[at + 1] = 'identity';
  }
  return kept;
}

/** How a page of this browser is followed: Firefox keeps no page with an open socket in its back/forward cache. */
export function isFirefox(fields: readonly string[]): boolean {
  const agent = fieldValue(fields, 'user-agent') ?? '';
  return /\b(?:Firefox|Gecko)\/\d/.test(agent) && !/\bSeamonkey\//i.test(agent);
}
