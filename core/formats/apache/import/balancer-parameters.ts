import { type Balancer, LB_METHODS } from '../../../contract/index.ts';
import { LARGEST_INT, readWhole } from './numbers.ts';
import { type ReadParameter, readSwitch, saidOf } from './parameters.ts';

type Read = ReadParameter<Balancer>;
type SwitchKey = 'scolonpathdelim' | 'nofailover' | 'forcerecovery' | 'failontimeout';

function flag(key: SwitchKey, refusal: string): Read {
  return (value) => {
    const on = readSwitch(value);
    return on === undefined ? { refused: refusal } : { set: { [key]: on } };
  };
}

function whole(key: 'timeout' | 'maxattempts', least: number, refusal: string, unit = ''): Read {
  return (value) => {
    const { value: number, ignored } = readWhole(value);
    if (number < least || number > LARGEST_INT) return { refused: refusal };
    return { set: { [key]: number }, ...saidOf(key, value, ignored, `${number}${unit}`) };
  };
}

/** Every parameter of a balancer, by its name in lower case (APACHE.md §9.3). */
export const BALANCER_PARAMETERS: Readonly<Record<string, Read>> = {
  lbmethod: (value) => {
    const method = LB_METHODS.find((known) => known === value);
    if (method !== undefined) return { set: { lbmethod: method } };
    return value === 'heartbeat'
      ? { leftOut: 'heartbeat chooses by chance and by a multicast of its own; byrequests stands in for it' }
      : { refused: 'unknown lbmethod' };
  },
  stickysession: (value) => ({ set: { stickysession: value } }),
  stickysessionsep: (value) => {
    if (/^off$/i.test(value)) return { set: { stickysessionsep: 'Off' } };
    return [...value].length === 1
      ? { set: { stickysessionsep: value } }
      : { refused: 'stickysessionsep must be a single character or Off' };
  },
  scolonpathdelim: flag('scolonpathdelim', 'scolonpathdelim must be On|Off'),
  nofailover: flag('nofailover', 'failover must be On|Off'),
  forcerecovery: flag('forcerecovery', 'forcerecovery must be On|Off'),
  failontimeout: flag('failontimeout', 'failontimeout must be On|Off'),
  timeout: whole('timeout', 1, 'timeout must be at least one second', ' seconds'),
  maxattempts: whole('maxattempts', 0, 'maximum number of attempts must be a positive number'),
  failonstatus: (value) => {
    const codes = value.split(/[, ]+/).filter((code) => code !== '');
    const numbers = codes.map((code) => readWhole(code).value);
    if (numbers.some((code) => code < 100 || code > 599)) {
      return { refused: 'failonstatus must be one or more HTTP response codes' };
    }
    return { set: { failonstatus: numbers } };
  },
  nonce: () => ({ leftOut: 'it belongs to balancer-manager; Routepin has a window of its own' }),
  growth: (value) =>
    readWhole(value).value === 0
      ? { standard: true }
      : { leftOut: 'members may be added at any time, without slots kept for them' },
};
