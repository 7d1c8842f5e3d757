import { base64Bytes, utf8Bytes } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { addressesOf, addressOf, type CookieReader, memberName, names, namesNone } from './reading.ts';

/**
 * `sticky cookie` without `route=`: MD5 of the server's address and port in hex; with `route=`, that.
 * Source: nginx.org, ngx_http_upstream_module, "sticky" (1.29.6, and the commercial one before).
 */
export const nginxSticky: CookieReader = {
  scheme: 'nginx-sticky',
  title: 'nginx, sticky cookie',
  read(_name, value, { members, digests }) {
    if (!/^[0-9a-f]{32}$/.test(value)) {
      const member = members.find(({ route }) => route !== '' && route === value);
      return member === undefined
        ? null
        : names(member, `Goes to ${memberName(member)}, if its server line says route=${value}.`);
    }
    for (const member of members) {
      for (const address of addressesOf(member)) {
        if (digests.md5(addressOf(address)) !== value) continue;
        return names(member, `Goes to ${memberName(member)}: the MD5 of ${addressOf(address)}.`);
      }
    }
    return namesNone('nobody', 'Has the form of an MD5 of address and port, and no member has that.');
  },
};

/**
 * `hash $cookie_NAME` (every nginx): the value is not about a member, and sends to one all the same.
 * ((crc32(value) >> 16) & 0x7fff) modulo the weights, in the order of the server lines. Source: nginx
 * ngx_http_upstream_hash_module; seen in 1.22.1. Not told where `consistent` is on, or a server is away.
 */
export const nginxHash: CookieReader = {
  scheme: 'nginx-hash',
  title: 'nginx, hash $cookie_…',
  read(name, value, { members, balancers }) {
    if (name === '' || value === '') return null;
    const balancer = balancers.find((one) => one.stickysession?.split('|')[0] === name);
    const own = balancer === undefined ? [] : members.filter((one) => one.balancer === balancer.name);
    if (own.length < 2) return null;
    const weights = own.map(({ loadfactor }) => Math.max(1, Math.round(loadfactor)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let rest = ((crc32(utf8Bytes(value)) >>> 16) & 0x7fff) % total;
    const index = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    const member = own[index];
    if (member === undefined) return null;
    return names(
      member,
      `With hash $cookie_${name} over the members in this order it goes to ${memberName(member)}: any value goes somewhere.`,
    );
  },
};

/**
 * `userid on`: 16 bytes in Base64, the second four of them the time it was given out. It names a visitor, no member.
 * Source: nginx ngx_http_userid_filter_module; seen in 1.22.1.
 */
export const nginxUserid: CookieReader = {
  scheme: 'nginx-userid',
  title: 'nginx, userid',
  read(_name, value) {
    if (!/^[A-Za-z0-9+/]{22}==$/.test(value)) return null;
    const bytes = base64Bytes(value);
    const seconds = bytes.slice(4, 8).reduce((sum, byte) => sum * 256 + byte, 0);
    // Any 16 bytes have this form; a time of this century makes it likely.
    if (seconds < 946_684_800 || seconds > 4_102_444_800) return null;
    return namesNone(
      'no-member',
      `A visitor's number, given out ${new Date(seconds * 1000).toISOString().slice(0, 19)}Z. It names no member; only hash $cookie_… would send by it.`,
    );
  },
};
