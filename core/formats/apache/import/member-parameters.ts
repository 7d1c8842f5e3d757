import { HC_METHODS, type Member, parseStatus } from '../../../contract/index.ts';
import { byteLength, LARGEST_INT, readDecimal, readTime, readWhole } from './numbers.ts';
import { type Reading, type ReadParameter, readSwitch, saidOf } from './parameters.ts';

type Read = ReadParameter<Member>;

/** A whole number of at least `least`; `refusal` are Apache's words for less (APACHE.md §9.2). */
function whole(key: keyof Member, least: number, most: number, refusal: string, unit = ''): Read {
  return (value) => {
    const { value: number, ignored } = readWhole(value);
    if (number < least || number > most) return { refused: refusal };
    if (number > LARGEST_INT) return { refused: `${key} is larger than any number Apache reads` };
    return { set: { [key]: number }, ...saidOf(key, value, ignored, `${number}${unit}`) };
  };
}

/** A time with a unit; `least` in seconds. */
function time(key: keyof Member, unit: 's' | 'ms', least: number, wrong: string, tooShort: string): Read {
  return (value) => {
    const seconds = readTime(value, unit);
    if (seconds === undefined) return { refused: wrong };
    if (seconds < least) return { refused: tooShort };
    if (seconds > LARGEST_INT / 1000) return { refused: `${key} is larger than any time Apache reads` };
    return { set: { [key]: seconds } };
  };
}

/** A setting that projects don't have; `standard` says what is so without it. */
function leftOut(why: string, standard?: (value: string) => boolean): Read {
  return (value) => (standard?.(value) === true ? { standard: true } : { leftOut: why });
}

const isOff = (value: string): boolean => readSwitch(value) === false;
const isZero = (value: string): boolean => readWhole(value).value === 0;

const text = (key: 'route' | 'redirect', label: string): Read => {
  return (value) =>
    byteLength(value) > 63
      ? { refused: `${label} length must be < 64 characters` }
      : { set: { [key]: value } };
};

/** Every parameter of a BalancerMember, by its name in lower case (APACHE.md §9.2). */
export const MEMBER_PARAMETERS: Readonly<Record<string, Read>> = {
  loadfactor: (value) => {
    const { value: factor, ignored } = readDecimal(value);
    const hundredths = Math.trunc(factor * 100);
    if (hundredths < 100 || hundredths > 10_000) {
      return { refused: 'LoadFactor must be a number between 1..100' };
    }
    return { set: { loadfactor: factor }, ...saidOf('loadfactor', value, ignored, String(factor)) };
  },
  retry: whole('retry', 0, Number.POSITIVE_INFINITY, 'Retry must be a positive value', ' seconds'),
  timeout: whole('timeout', 1, Number.POSITIVE_INFINITY, 'Timeout must be at least one second', ' seconds'),
  connectiontimeout: time(
    'connectiontimeout',
    's',
    0.001,
    'Connectiontimeout has wrong format',
    'Connectiontimeout must be at least one millisecond.',
  ),
  ping: time(
    'ping',
    's',
    0.001,
    'Ping/Pong timeout has wrong format',
    'Ping/Pong timeout must be at least one millisecond',
  ),
  acquire: time(
    'acquire',
    'ms',
    0.001,
    'Acquire timeout has wrong format',
    'Acquire must be at least one millisecond',
  ),
  max: whole('max', 0, Number.POSITIVE_INFINITY, 'Max must be a positive number'),
  route: text('route', 'Route'),
  redirect: text('redirect', 'Redirect'),
  lbset: whole('lbset', 0, 99, 'lbset must be between 0 and 99'),
  status: readStatus,
  disablereuse: (value) => {
    const on = readSwitch(value);
    return on === undefined ? { refused: 'DisableReuse must be On|Off' } : { set: { disablereuse: on } };
  },
  enablereuse: (value) => {
    const on = readSwitch(value);
    if (on === undefined) return { refused: 'EnableReuse must be On|Off' };
    return on ? { standard: true } : { set: { disablereuse: true } };
  },
  upgrade: (value) =>
    value.length > 15
      ? { refused: 'upgrade protocol length must be < 16 characters' }
      : value === ''
        ? { standard: true }
        : { set: { upgrade: value } },
  responsefieldsize: whole(
    'responsefieldsize',
    0,
    Number.POSITIVE_INFINITY,
    'ResponseFieldSize must be greater than 0 bytes, or 0 for system default.',
  ),
  hcmethod: (value) => {
    const method = HC_METHODS.find((known) => known.toLowerCase() === value.toLowerCase());
    if (method !== undefined) return { set: { hcmethod: method } };
    return /^cping$/i.test(value)
      ? { leftOut: 'CPING asks by AJP, which Routepin does not speak' }
      : { refused: 'unknown method for hcmethod' };
  },
  hcuri: (value) =>
    value === ''
      ? { standard: true }
      : byteLength(value) > 63
        ? { refused: 'Health check uri length must be < 64 characters' }
        : { set: { hcuri: value } },
  hcinterval: time(
    'hcinterval',
    's',
    0.1,
    'Unparse-able hcinterval setting',
    'Interval must be a positive value greater than 100ms',
  ),
  hcpasses: whole('hcpasses', 0, Number.POSITIVE_INFINITY, 'Passes must be a positive value'),
  hcfails: whole('hcfails', 0, Number.POSITIVE_INFINITY, 'Fails must be a positive value'),
  hcexpr: leftOut('health checks judge by the status only: 200 to 399 is well'),
  min: leftOut('no connections are opened ahead', isZero),
  smax: leftOut('idle connections have no lower bound of their own'),
  ttl: leftOut('idle connections are kept as long as the member keeps them'),
  keepalive: leftOut('connections have no TCP keep-alive of their own', isOff),
  flushpackets: leftOut('every piece of an answer is handed on at once', isOff),
  flushwait: leftOut('every piece of an answer is handed on at once'),
  iobuffersize: leftOut('buffers have one size', (value) => [0, 8192].includes(readWhole(value).value)),
  receivebuffersize: leftOut('buffers have one size', isZero),
  addressttl: leftOut('names are looked up for each connection', (value) => readWhole(value).value === -1),
  secret: leftOut('it belongs to AJP, which Routepin does not speak'),
};

function readStatus(value: string): Reading<Member> {
  const flags = parseStatus(value);
  if (flags === undefined) return { refused: 'Unknown status parameter option' };
  return { set: { status: flags === '' ? '' : `+${flags}` } };
}
