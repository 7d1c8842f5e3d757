import { addressBytes, utf8Bytes } from './bytes.ts';
import {
  addressesOf,
  addressOf,
  type CookieReader,
  type KnownMember,
  memberName,
  names,
  namesNone,
} from './reading.ts';
import { xxh64 } from './xxh64.ts';

const DATE_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * `cookie NAME insert` and `rewrite`: the server's own `cookie` value; with maxidle or maxlife the dates of the last and
 * the first request follow, in units of four seconds. Source: HAProxy 2.6 configuration manual (`cookie`), seen in 2.6.12.
 */
export const haproxyInsert: CookieReader = {
  scheme: 'haproxy-insert',
  title: 'HAProxy, cookie … insert or rewrite',
  read(name, value, { members, balancers }) {
    const [server = '', ...dates] = value.split('|');
    const isDated =
      dates.length > 0 && dates.length < 3 && dates.every((each) => each === '' || dateOf(each) !== null);
    if (value.includes('|') && !isDated) return null;
    const when = isDated ? datesIn(dates) : '';
    const member = serverNamed(server, members);
    if (member !== undefined) {
      return names(
        member,
        `Goes to ${memberName(member)}, if "${server}" is that server's cookie value${when}.`,
      );
    }
    const isSticky = balancers.some(({ stickysession }) => stickysession?.split('|')[0] === name);
    if (!isDated && !(isSticky && /^[\w-]{1,16}$/.test(server))) return null;
    return namesNone('nobody', `Names the server "${server}", and no member has that route${when}.`);
  },
};

/** `cookie NAME prefix`: the server's value, `~`, and the application's own. */
export const haproxyPrefix: CookieReader = {
  scheme: 'haproxy-prefix',
  title: 'HAProxy, cookie … prefix',
  read(_name, value, { members }) {
    const at = value.indexOf('~');
    if (at < 1) return null;
    const server = value.slice(0, at);
    const rest = `the application gets "${value.slice(at + 1)}"`;
    const member = serverNamed(server, members);
    return member === undefined
      ? namesNone('nobody', `Names the server "${server}", and no member has that route; ${rest}.`)
      : names(
          member,
          `Goes to ${memberName(member)}, if "${server}" is that server's cookie value; ${rest}.`,
        );
  },
};

/**
 * `cookie NAME insert dynamic`: XXH64, seed 0, of the key, the address (4 or 16 bytes) and the port (4 bytes, network
 * order), as 16 hex digits. Source: haproxy src/server.c, srv_set_dyncookie; seen in 2.6.12.
 */
export const haproxyDynamic: CookieReader = {
  scheme: 'haproxy-dynamic',
  title: 'HAProxy, cookie … dynamic',
  read(_name, value, { members, keys }) {
    const [hash = '', ...dates] = value.split('|');
    if (!/^[0-9a-f]{16}$/.test(hash) || dates.length > 2) return null;
    for (const key of keys) {
      for (const member of members) {
        for (const address of addressesOf(member)) {
          const bytes = addressBytes(address.host);
          if (bytes === null || dynamicCookie(key, bytes, address.port) !== hash) continue;
          return names(
            member,
            `Goes to ${memberName(member)}: the hash of the key and ${addressOf(address)}.`,
          );
        }
      }
    }
    return keys.length === 0
      ? namesNone('needs-key', 'Has the form of a dynamic cookie; only the dynamic-cookie-key tells whose.')
      : namesNone(
          'nobody',
          'Has the form of a dynamic cookie, and no member has this hash with the given key.',
        );
  },
};

/** The cookie that HAProxy makes up for a server. */
export function dynamicCookie(key: string, address: readonly number[], port: number): string {
  const portBytes = [24, 16, 8, 0].map((shift) => (port >>> shift) & 0xff);
  return xxh64([...utf8Bytes(key), ...address, ...portBytes])
    .toString(16)
    .padStart(16, '0');
}

/** Routes are what a server's `cookie` value is in our export; names of servers as people write them, too. */
function serverNamed(server: string, members: readonly KnownMember[]): KnownMember | undefined {
  if (server === '') return undefined;
  return members.find(({ route }) => route === server);
}

function dateOf(text: string): number | null {
  if (text.length !== 5) return null;
  let units = 0;
  for (const digit of text) {
    const value = DATE_DIGITS.indexOf(digit);
    if (value < 0) return null;
    units = units * 64 + value;
  }
  return units * 4;
}

/** HAProxy counts 30 bits of four-second units: the date is what they are, until 2106. */
function datesIn([last = '', first = '']: readonly string[]): string {
  const words = [
    ['last seen', dateOf(last)],
    ['first seen', dateOf(first)],
  ].flatMap(([what, seconds]) =>
    typeof seconds === 'number' ? [`${what} ${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`] : [],
  );
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}
