import {
  type Balancer,
  type Member,
  type ProxyPass,
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
  /** ProxyPass lines before the scenario's own. `balancer://s` is the balancer. */
  readonly extraPasses: readonly ProxyPass[];
  /** Further sites on the same port, told apart by Host. */
  readonly extraSites: readonly ExtraSite[];
  readonly steps: readonly Step[];
}

export interface ExtraSite {
  readonly serverName: string;
  readonly serverAlias: readonly string[];
  readonly proxyPass: readonly ProxyPass[];
}

export type Step = RequestStep | BackendStep | EditStep;

export interface RequestStep {
  readonly do: 'request';
  readonly method: string;
  readonly version?: '1.0';
  /** Another Host field than the site's; empty for none. */
  readonly host?: string;
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
  /** Further requests on the same client connection, for as long as it stays open. */
  readonly more?: readonly RequestStep[];
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
  | { readonly do: 'nofailover'; readonly value: boolean }
  | { readonly do: 'maxattempts'; readonly value: number }
  | { readonly do: 'stickysession'; readonly value: string };

export function isEdit(step: Step): step is EditStep {
  return step.do !== 'request' && !isOutage(step);
}

export function isOutage(step: Step): step is BackendStep {
  return step.do === 'stop' || step.do === 'start';
}

/** How many backends every scenario may use. */
export const BACKENDS = 6;

/** The scenario with real ports in its URLs. */
export function withPorts(scenario: Scenario, ports: readonly number[]): Scenario {
  const real = <Item extends { readonly url: string }>(items: readonly Item[]): Item[] =>
    items.map((item) => ({
      ...item,
      url: item.url.replace(/backend-(\d+)/, (_, index: string) => `${ADDRESS}:${ports[Number(index)]}`),
    }));
  return {
    ...scenario,
    balancer: { ...scenario.balancer, members: real(scenario.balancer.members) },
    extraPasses: real(scenario.extraPasses),
    extraSites: scenario.extraSites.map((site) => ({ ...site, proxyPass: real(site.proxyPass) })),
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
    maxattempts: balancer.maxattempts,
    stickysession: balancer.stickysession,
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
  if (step.do === 'maxattempts') return { ...balancer, maxattempts: step.value };
  if (step.do === 'stickysession') return { ...balancer, stickysession: step.value };
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
  /** Statuses of interim answers before it. */
  readonly interim: readonly number[];
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

/** Routes that members get and clients ask for. */
export const ROUTES = ['1', '2', '3', 'a', 'b', 'a.b', 'node1', 'R_2'] as const;
