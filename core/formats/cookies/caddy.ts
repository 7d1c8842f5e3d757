import { addressesOf, addressOf, type CookieReader, memberName, names, namesNone } from './reading.ts';

/**
 * `lb_policy cookie [NAME [SECRET]]`: HMAC-SHA256 of the upstream's dial address, in hex; without a secret the key is
 * empty. Source: caddyserver/caddy modules/caddyhttp/reverseproxy/selectionpolicies.go, hashCookie.
 */
export const caddy: CookieReader = {
  scheme: 'caddy',
  title: 'Caddy, lb_policy cookie',
  read(_name, value, { members, keys, digests }) {
    if (!/^[0-9a-f]{64}$/.test(value)) return null;
    for (const key of [...keys, '']) {
      for (const member of members) {
        for (const address of addressesOf(member)) {
          if (digests.hmacSha256(key, addressOf(address)) !== value) continue;
          const how = key === '' ? 'without a secret' : 'with the given secret';
          return names(member, `Goes to ${memberName(member)}: the HMAC of ${addressOf(address)} ${how}.`);
        }
      }
    }
    return keys.length === 0
      ? namesNone(
          'needs-key',
          'Has the form of an HMAC of a dial address; with another secret than none only that tells whose.',
        )
      : namesNone(
          'nobody',
          'Has the form of an HMAC of a dial address, and no member has this one with the given secret.',
        );
  },
};
