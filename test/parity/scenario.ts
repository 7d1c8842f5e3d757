import {
  type Balancer,
  type Member,
  parseStatus,
  type StatusLetter,
  withStatusFlag,
} from '../../core/contract/index.ts';
import { ADDRESS } from './address.ts';

/** A balancer and what is done to it, one step after the other. JSON, so that a divergence can be replayed. */
export interface Scenario {
  readonly seed: number;
  /** Members name their backend by index in `url`: `http://backend-0/base` stands for that backend's port. */
  readonly balancer: Balancer;
  /** The path behind `balancer://name`. */
  readonly targetPath: string;
  readonly mountPath: string;
  readonly preserveHost: boolean;
  readonly steps: readonly Step[];
}

export type Step = RequestStep | BackendStep | EditStep;

export interface RequestStep {
  readonly do: 'request';
  readonly method: string;
  /** The target as sent. */
  readonly target: string;
  /** Raw Cookie fields; `{jar}` is replaced by what this client keeps. */
  readonly cookies: readonly string[];
  readonly client: number;
  readonly body: { readonly bytes: number; readonly chunked: boolean } | null;
  /** Further fields, name and value by turns. */
  readonly fields: readonly string[];
  /** What whichever backend gets it shall do, sent as an `X-Do` field. */
  readonly answer: string | null;
}

export interface BackendStep {
  readonly do: 'stop' | 'start';
  readonly backend: number;
}

/** The same edit through balancer-manager there and as a live edit here (APACHE.md §10, §4.8). */
export type EditStep =
  | { readonly do: 'flag'; readonly member: number; readonly letter: StatusLetter; readonly on: boolean }
  | { readonly do: 'loadfactor'; readonly member: number; readonly value: number }
  | { readonly do: 'lbset'; readonly member: number; readonly value: number }
  | { readonly do: 'route'; readonly member: number; readonly value: string }
  | { readonly do: 'redirect'; readonly member: number; readonly value: string }
  | { readonly do: 'lbmethod'; readonly value: 'byrequests' | 'bytraffic' | 'bybusyness' }
  | { readonly do: 'nofailover'; readonly value: boolean };

export function isEdit(step: Step): step is EditStep {
  return step.do !== 'request' && !isOutage(step);
}

export function isOutage(step: Step): step is BackendStep {
  return step.do === 'stop' || step.do === 'start';
}

/** How many backends every scenario may use. */
export const BACKENDS = 6;

/** The balancer with real ports in its member URLs. */
export function withPorts(balancer: Balancer, ports: readonly number[]): Balancer {
  return {
    ...balancer,
    members: balancer.members.map((member) => ({
      ...member,
      url: member.url.replace(/backend-(\d+)/, (_, index: string) => `${ADDRESS}:${ports[Number(index)]}`),
    })),
  };
}

/**
 * Whether the edit changes anything. balancer-manager resets counters for a form field with the old value too; a live
 * edit that changes nothing is none.
 */
export function changesNothing(balancer: Balancer, step: EditStep): boolean {
  return JSON.stringify(normal(editedBalancer(balancer, step))) === JSON.stringify(normal(balancer));
}

function normal(balancer: Balancer): unknown {
  return {
    lbmethod: balancer.lbmethod ?? 'byrequests',
    nofailover: balancer.nofailover ?? false,
    members: balancer.members.map((member) => [
      parseStatus(member.status ?? ''),
      member.loadfactor ?? 1,
      member.lbset ?? 0,
      member.route ?? '',
      member.redirect ?? '',
    ]),
  };
}

/** The balancer after an edit; the same object's equal when the edit changes nothing. */
export function editedBalancer(balancer: Balancer, step: EditStep): Balancer {
  if (step.do === 'lbmethod') return { ...balancer, lbmethod: step.value };
  if (step.do === 'nofailover') return { ...balancer, nofailover: step.value };
  const members = balancer.members.map((member, index) =>
    index === step.member ? { ...member, ...patchOf(member, step) } : member,
  );
  return { ...balancer, members };
}

type MemberEdit = Extract<EditStep, { readonly member: number }>;

function patchOf(member: Member, step: MemberEdit): Partial<Member> {
  if (step.do === 'flag') return { status: withStatusFlag(member.status, step.letter, step.on) ?? '' };
  return { [step.do]: step.value };
}

/** What a client saw of one answer, as far as it is compared. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** All fields but Date, Server and connection matters, in order. */
  readonly fields: readonly string[];
  /** The body: a backend says there what it saw. */
  readonly body: string;
}

/** A member's counters and flags. */
export interface MemberCounts {
  readonly member: string;
  readonly flags: string;
  readonly lbstatus: number;
  readonly elected: number;
  readonly transferred: number;
  readonly read: number;
  readonly busy: number;
}

/** One of the two proxies under comparison. */
export interface Side {
  readonly name: string;
  readonly port: number;
  edit(step: EditStep): Promise<void>;
  counts(): Promise<readonly MemberCounts[]>;
}
