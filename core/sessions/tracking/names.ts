import { createHash, randomBytes } from 'node:crypto';

/**
 * The cookie that tells one jar from another. The same in every run and on every machine, so that a session is known
 * again after a restart; bears nothing of the product's name, and never reaches a member or a record (DESIGN.md §8).
 */
export const JAR_COOKIE = '_jarid';

/** The WebSocket subprotocol of a page's link to us. Handshakes that offer it are never forwarded. */
export const TAB_PROTOCOL = 'page-link.v1';

const ID = /^[\w-]{16}$/;
const JAR = /^[\w-]{22}$/;
const PATH = /^\/~([0-9a-f]{16})([0-9a-f]{8})$/;
const PATH_LENGTH = 26;

/** A new id of a tab or a document: 96 random bits. */
export function newId(): string {
  return randomBytes(12).toString('base64url');
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && ID.test(text);
}

/** A new jar's id: 128 random bits, because whoever knows it can pass for that browser's session. */
export function newJarId(): string {
  return randomBytes(16).toString('base64url');
}

export function isJarId(text: string): boolean {
  return JAR.test(text);
}

/** The Set-Cookie that gives a jar its id: a session cookie, as the route cookie of Apache's recipe is one. */
export function jarCookie(jar: string): string {
  return `${JAR_COOKIE}=${jar}; Path=/; HttpOnly; SameSite=Lax`;
}

/**
 * A path of our own: random in each run, with a check in it, so that a page that outlived an earlier run is still
 * understood and never sends our words to a member.
 */
export function newReservedPath(): string {
  const random = randomBytes(8).toString('hex');
  return `/~${random}${checkOf(random)}`;
}

/** Whether a request target is a path of ours, whatever its query. Cheap for all others. */
export function isReservedTarget(target: string): boolean {
  if (target.charCodeAt(1) !== 0x7e) return false;
  const end = target.indexOf('?');
  if ((end < 0 ? target.length : end) !== PATH_LENGTH) return false;
  const match = PATH.exec(target.slice(0, PATH_LENGTH));
  return match !== null && checkOf(match[1] as string) === match[2];
}

function checkOf(random: string): string {
  return createHash('sha256').update(`path of pages ${random}`).digest('hex').slice(0, 8);
}
