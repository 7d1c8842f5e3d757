import type { Session } from 'electron';

/** Larger icons are pictures; the chip that shows one is 16 px. */
const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 5000;
const TYPES = new Set([
  'image/png',
  'image/x-icon',
  'image/vnd.microsoft.icon',
  'image/svg+xml',
  'image/gif',
  'image/jpeg',
  'image/webp',
]);

/**
 * A page's icon as a data URL, asked for as a browser would: with the user's own cookies, so that it follows the
 * user's pin instead of being balanced anew. null when there is none worth showing.
 */
export async function fetchFavicon(session: Session, url: string): Promise<string | null> {
  if (url.startsWith('data:image/')) return url.length <= MAX_BYTES ? url : null;
  if (!/^https?:/i.test(url)) return null;
  try {
    const answer = await session.fetch(url, {
      credentials: 'include',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const bytes = answer.ok && TYPES.has(type) ? await readAtMost(answer, MAX_BYTES) : null;
    return bytes === null || bytes.length === 0 ? null : `data:${type};base64,${bytes.toString('base64')}`;
  } catch {
    // No icon is not a problem of the page.
    return null;
  }
}

/** The body, or null when it is longer than `maxBytes`: a page must not be able to fill the main process's memory. */
async function readAtMost(answer: Response, maxBytes: number): Promise<Buffer | null> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    length += step.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(step.value);
  }
  return Buffer.concat(chunks);
}
