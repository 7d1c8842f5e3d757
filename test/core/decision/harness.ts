import {
  type AttemptOutcome,
  type Balancer,
  type BalancerSettings,
  type Member,
  type MemberSettings,
  resolveBalancer,
} from '../../../core/contract/index.ts';
import {
  type AttemptReport,
  type BalancerState,
  beginExchange,
  createBalancer,
  type DecisionSummary,
  describeExchange,
  type ExchangePlan,
  finishExchange,
  type MemberState,
  nextStep,
  releaseExchange,
  routeCookieOf,
  type Step,
  summariseDecision,
} from '../../../core/decision/index.ts';

export const SECOND_US = 1_000_000;

type MemberText = Omit<Member, 'url'> & { readonly url?: string };

/** Members named by letter: the letter is the route (unless another is given) and the host. */
export function settings(
  members: Readonly<Record<string, MemberText>> | string,
  rest: Partial<Omit<Balancer, 'members'>> = {},
): BalancerSettings {
  const table =
    typeof members === 'string' ? Object.fromEntries([...members].map((name) => [name, {}])) : members;
  return resolveBalancer({
    name: 'lb',
    stickysession: 'ROUTEID',
    routeCookie: { name: 'ROUTEID', path: '/' },
    ...rest,
    members: Object.entries(table).map(([name, member]) => ({
      url: `http://${name}`,
      route: name,
      ...member,
    })),
  });
}

/** Settings without stickysession. */
export function unsticky(
  members: Readonly<Record<string, MemberText>> | string,
  rest: Partial<Omit<Balancer, 'members'>> = {},
): BalancerSettings {
  return { ...settings(members, rest), sticky: null };
}

export interface Request {
  readonly cookie?: string;
  readonly url?: string;
  readonly forcedRoute?: string;
  readonly firstOnConnection?: boolean;
}

export interface Answer {
  readonly step: Step;
  readonly plan: ExchangePlan;
  readonly summary: DecisionSummary;
  /** Names of the members tried, in order. */
  readonly tried: string;
  readonly setCookie: string | null;
}

export type Outcomes = Readonly<Record<string, AttemptOutcome | AttemptReport>>;

/** A balancer with a clock moved by hand and members that do as told. */
export class Lab {
  readonly balancer: BalancerState;
  nowUs = 1000 * SECOND_US;

  constructor(config: BalancerSettings) {
    this.balancer = createBalancer(config);
  }

  advance(seconds: number): void {
    this.nowUs += seconds * SECOND_US;
  }

  member(name: string): MemberState {
    const found = this.balancer.members.find((member) => nameOf(member) === name);
    if (found === undefined) throw new Error(`no member ${name}`);
    return found;
  }

  lbstatus(): number[] {
    return this.balancer.members.map((member) => member.lbstatus);
  }

  begin(request: Request = {}): ExchangePlan {
    return beginExchange(this.balancer, {
      searchText: `balancer://lb${request.url ?? '/'}`,
      cookieHeader: request.cookie ?? null,
      firstOnConnection: request.firstOnConnection ?? true,
      ...(request.forcedRoute !== undefined && { forcedRoute: request.forcedRoute }),
    });
  }

  /** One exchange to its end; members not named in `outcomes` answer with `status`. */
  send(request: Request = {}, outcomes: Outcomes = {}, status = 200): Answer {
    const plan = this.begin(request);
    let step = nextStep(plan, this.nowUs);
    for (let waits = 0; step.do === 'forward' || step.do === 'wait'; waits += 1) {
      if (waits > 1000) throw new Error('the plan does not end');
      if (step.do === 'wait') {
        this.nowUs += step.forMs * 1000;
        step = nextStep(plan, this.nowUs);
        continue;
      }
      const told = outcomes[nameOf(step.member)] ?? 'answered';
      const report =
        typeof told === 'string' ? { outcome: told, reusedConnection: false, connectMs: 1 } : told;
      if (report.outcome === 'answered') step.member.errorAtUs = Number.NEGATIVE_INFINITY;
      step = nextStep(plan, this.nowUs, report);
    }
    const setCookie = step.do === 'finish' ? routeCookieOf(plan) : null;
    finishExchange(plan, this.nowUs, {
      status: step.do === 'answer' ? step.answer.status : status,
      setCookie,
    });
    releaseExchange(plan);
    return {
      step,
      plan,
      summary: summariseDecision(plan.trace),
      tried: plan.tried.map(nameOf).join(''),
      setCookie,
    };
  }

  /** Members chosen for `count` requests in a row, as one word. */
  picks(count: number, request: Request = {}): string {
    return Array.from({ length: count }, () => this.send(request).tried).join(' ');
  }
}

/** The letter of a member made by `settings`. */
export function nameOf(member: MemberState | MemberSettings): string {
  const url = 'settings' in member ? member.settings.url : member.url;
  return url.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
}

/** The variables of an exchange, as APACHE.md §3 lists them. */
export function variables(answer: Answer) {
  return describeExchange(answer.plan.trace).variables;
}
