import { type Member, parseMemberUrl } from '../../../core/contract/index.ts';

/**
 * The member that a typed text means: a bare port is this machine's, a host without a scheme speaks http. It gets
 * the lowest free number as its route and passes WebSockets on, as `serve --backend` does (DESIGN.md §4). What is
 * not a URL is handed on as it is: the core says what is wrong with it.
 */
export function memberFromText(text: string, members: readonly Pick<Member, 'route'>[]): Member {
  const trimmed = text.trim();
  const url = /^\d{1,5}$/.test(trimmed)
    ? `http://127.0.0.1:${trimmed}`
    : /^[a-z]+:\/\//i.test(trimmed) || parseMemberUrl(`http://${trimmed}`) === undefined
      ? trimmed
      : `http://${trimmed}`;
  return { url, route: freeRoute(members), upgrade: 'websocket' };
}

/** The lowest whole number from 1 that no member has as its route. */
export function freeRoute(members: readonly Pick<Member, 'route'>[]): string {
  const taken = new Set(members.map(({ route }) => route));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}
