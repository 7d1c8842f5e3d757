import {
  type BalancerVariables,
  type ParityAnswer,
  type ParityAspect,
  type ParityDifference,
  parseMemberUrl,
  workerName,
} from '../contract/index.ts';
import { bytesOf, textOf } from '../decision/index.ts';
import { fieldOf, fieldsOf, type RawAnswer } from '../host/raw-request.ts';
import { SAW_FIELD, STAND_IN_FIELD } from './stand-ins.ts';

/** What an Apache is made to say of its variables: one field each, absent when the variable is not set. */
export const VARIABLES = [
  'BALANCER_NAME',
  'BALANCER_WORKER_NAME',
  'BALANCER_WORKER_ROUTE',
  'BALANCER_SESSION_STICKY',
  'BALANCER_SESSION_ROUTE',
  'BALANCER_ROUTE_CHANGED',
] as const;
export const VARIABLE_FIELD = 'Apache-';

/** Turns what both sides say of the backends that they were given into the project's own words. */
export interface Names {
  /** The member's or plain target's URL in the project for one that a side was given; null for one it wasn't. */
  memberOf(url: string): string | null;
  /** The origin of a stand-in by its number. */
  originOf(standIn: string): string | null;
  /** A text in which every address of a stand-in is the backend's that it stands for. */
  inWords(text: string): string;
}

/** An answer of Apache's: its variables are in the fields that it was told to add. */
export function apacheAnswer(raw: RawAnswer | null, names: Names): ParityAnswer {
  const found: Partial<Record<(typeof VARIABLES)[number], string>> = {};
  for (const name of VARIABLES) {
    const value = raw === null ? null : fieldOf(raw.lines, `${VARIABLE_FIELD}${name}`.toLowerCase());
    // In brackets, because a blank at the end of a field is lost and one at the end of a route is not.
    if (value !== null) found[name] = value.slice(1, -1);
  }
  return answerOf(raw, found, names);
}

/**
 * An answer of ours: the variables are in the record that was kept of it. Where Apache can't show its own (nothing came
 * back; no Header line is applied to a 101, APACHE.md §6.3), ours are not held against it.
 */
export function ourAnswer(raw: RawAnswer | null, variables: BalancerVariables, names: Names): ParityAnswer {
  return answerOf(raw, raw === null || raw.status === 101 ? {} : variables, names);
}

function answerOf(raw: RawAnswer | null, variables: BalancerVariables, names: Names): ParityAnswer {
  const lines = raw?.lines ?? [];
  const { BALANCER_WORKER_NAME: worker, BALANCER_WORKER_ROUTE: route } = variables;
  const standIn = fieldOf(lines, STAND_IN_FIELD);
  const location = fieldOf(lines, 'location');
  return {
    status: raw?.status ?? null,
    member:
      worker === undefined
        ? standIn === null
          ? null
          : names.originOf(standIn)
        : (names.memberOf(worker) ?? worker),
    route: route === undefined ? null : textOf(route),
    routeChanged: variables.BALANCER_ROUTE_CHANGED !== undefined,
    setCookies: fieldsOf(lines, 'set-cookie').map(textOf),
    location: location === null ? null : names.inWords(textOf(location)),
    backendSaw: fieldOf(lines, SAW_FIELD),
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, names.inWords(textOf(value))]),
    ),
  };
}

/** Looks a URL up by the name that Apache gives the worker (APACHE.md §3). */
export function workerKey(url: string): string {
  const target = parseMemberUrl(url);
  return target === undefined ? url : workerName(target);
}

const ASPECTS = [
  'status',
  'member',
  'route',
  'routeChanged',
  'setCookies',
  'location',
  'backendSaw',
  'variables',
] as const satisfies readonly ParityAspect[];

/**
 * Where two answers differ; empty when they agree. With real backends, cookies of the application are left out: two
 * requests begin two sessions. `routeCookies` are the names that balancers set.
 */
export function differencesOf(
  apache: ParityAnswer,
  ours: ParityAnswer,
  real: { readonly routeCookies: ReadonlySet<string> } | null,
): readonly ParityDifference[] {
  const shown = (answer: ParityAnswer, what: (typeof ASPECTS)[number]): string => {
    if (what === 'setCookies') {
      const own = (line: string) => real === null || real.routeCookies.has(line.split('=')[0] ?? '');
      return answer.setCookies.filter(own).join('\n') || 'none';
    }
    if (what === 'variables') {
      const set = Object.entries(answer.variables).map(([name, value]) => `${name}=${value}`);
      return set.sort().join(', ') || 'none';
    }
    const value = answer[what];
    if (value === null) return what === 'status' ? 'closed without an answer' : 'none';
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  };
  const found = ASPECTS.flatMap((what): readonly ParityDifference[] => {
    const [left, right] = [shown(apache, what), shown(ours, what)];
    return left === right || bytesOf(left) === bytesOf(right) ? [] : [{ what, apache: left, ours: right }];
  });
  // Member, route and routeChanged are variables too; all of them are told only where those three don't tell.
  const isTold = found.some(({ what }) => what === 'member' || what === 'route' || what === 'routeChanged');
  return isTold ? found.filter(({ what }) => what !== 'variables') : found;
}
