import { type Balancer, type Member, parseStatus } from '../../contract/index.ts';
import { AS_IT_IS, type Dialect, type Expressed } from '../apache/dialect.ts';

const nothing = (message: string): Expressed => ({ as: 'nothing', message });

/** Flags that 2.2 knows; N, R and C came with 2.4 (its mod_proxy.c, set_worker_param). */
const FLAGS = 'DSIHE';

const MEMBER_KEYS_OF_24: Readonly<Partial<Record<keyof Member, string>>> = {
  upgrade: 'Apache 2.2 does not hand on WebSockets',
  responsefieldsize: 'Apache 2.2 has one size for all, 8192 bytes',
  hcmethod: 'Apache 2.2 has no health checks',
  hcuri: 'Apache 2.2 has no health checks',
  hcinterval: 'Apache 2.2 has no health checks',
  hcpasses: 'Apache 2.2 has no health checks',
  hcfails: 'Apache 2.2 has no health checks',
};

const BALANCER_KEYS_OF_24: Readonly<Partial<Record<keyof Balancer, string>>> = {
  stickysessionsep: 'Apache 2.2 always takes a dot for the separator',
  forcerecovery: 'Apache 2.2 always recovers when every member is in error',
  failontimeout: 'Apache 2.2 does not mark a member for a time-out',
};

/** Apache httpd 2.2, as of its last releases (2.2.34). */
export const APACHE_22: Dialect = {
  version: '2.2',
  hasDefine: false,
  hasExpressions: false,
  repeatsOnProxyPass: ['stickysession'],
  hasMethodModules: false,
  timeout: 300,
  member(key, value) {
    const lacking = MEMBER_KEYS_OF_24[key];
    if (lacking !== undefined) return nothing(lacking);
    if (key === 'loadfactor' && !Number.isInteger(value)) {
      const whole = Math.max(1, Math.round(Number(value)));
      return {
        as: 'value',
        value: whole,
        message: `Apache 2.2 takes whole numbers only: written as ${whole}`,
      };
    }
    return key === 'status' ? statusOf(String(value)) : AS_IT_IS;
  },
  balancer(key) {
    const lacking = BALANCER_KEYS_OF_24[key];
    return lacking === undefined ? AS_IT_IS : nothing(lacking);
  },
  memberUrl: (url) => (/^wss?:/i.test(url) ? 'Apache 2.2 has no WebSocket members' : null),
  access: ['Order deny,allow', 'Allow from all'],
  needsNameVirtualHost: true,
};

function statusOf(value: string): Expressed {
  const flags = [...(parseStatus(value) ?? '')];
  const lost = flags.filter((flag) => !FLAGS.includes(flag));
  if (lost.length === 0) return AS_IT_IS;
  const kept = flags.filter((flag) => FLAGS.includes(flag)).join('');
  const message = `Apache 2.2 does not know the ${lost.length > 1 ? 'flags' : 'flag'} ${lost.join(' ')}`;
  return kept === '' ? nothing(message) : { as: 'value', value: `+${kept}`, message };
}
