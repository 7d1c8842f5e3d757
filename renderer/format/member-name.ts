import { parseMemberUrl } from '../../core/contract/index.ts';

/** A member's URL as people tell it apart: without `http://`; other schemes and paths are kept. */
export function memberName(url: string): string {
  return url.replace(/^http:\/\//i, '');
}

/** The two halves of a member's name, so that a narrow place cuts the host and never the port. */
export function splitMemberName(url: string): { readonly host: string; readonly port: string } {
  const name = memberName(url);
  // A name may stand for its URL already.
  const path = (parseMemberUrl(url) ?? parseMemberUrl(`http://${url}`))?.path ?? '';
  const beforePath = name.slice(0, name.length - path.length);
  const tail = (/:\d{1,5}$/.exec(beforePath)?.[0] ?? '') + path;
  return { host: name.slice(0, name.length - tail.length), port: tail };
}
