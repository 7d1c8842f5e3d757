import {
  type BalancerState,
  healthCheckDue,
  type MemberState,
  recordHealthCheck,
} from '../decision/index.ts';
import { monotonicUs } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import { HealthCheck, type HealthCheckResult } from './health-check.ts';
import { MemberAddress } from './member-address.ts';
import type { Turn } from './turn.ts';

/** How often is looked whether a check is due; Apache's shortest interval is 100 ms (APACHE.md §8). */
const LOOK_MS = 50;

export interface HealthCheckSurroundings {
  readonly deadlines: Deadlines;
  readonly turn: Turn;
  isOurs(address: string, port: number): boolean;
  /** All balancers as they are now. */
  balancers(): Iterable<BalancerState>;
  hasSimulatedOutage(member: MemberState): boolean;
  /** The result has been given to the decision room. */
  checked(balancer: BalancerState, member: MemberState, result: HealthCheckResult): void;
}

/** Checks the members that want it, each in its interval and never twice at a time. */
export class HealthChecks {
  readonly #surroundings: HealthCheckSurroundings;
  readonly #running = new Map<MemberState, HealthCheck>();
  #timer: NodeJS.Timeout | null = null;

  constructor(surroundings: HealthCheckSurroundings) {
    this.#surroundings = surroundings;
  }

  /** After an edit: looks at the clock while any member wants to be checked, else not. */
  reconfigure(): void {
    const isWanted = [...this.#surroundings.balancers()].some((balancer) =>
      balancer.members.some((member) => member.settings.healthCheck !== null),
    );
    if (isWanted && this.#timer === null) {
      this.#timer = setInterval(() => this.#look(), LOOK_MS);
      this.#timer.unref();
    } else if (!isWanted) this.stop();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const check of this.#running.values()) check.cancel();
    this.#running.clear();
  }

  #look(): void {
    const nowUs = monotonicUs();
    for (const balancer of this.#surroundings.balancers()) {
      for (const member of balancer.members) {
        if (healthCheckDue(member, nowUs) && !this.#running.has(member)) this.#check(balancer, member);
      }
    }
  }

  #check(balancer: BalancerState, member: MemberState): void {
    const { healthCheck, target } = member.settings;
    if (healthCheck === null) return;
    const done = (result: HealthCheckResult): void => {
      this.#running.delete(member);
      recordHealthCheck(balancer, member, result.ok, monotonicUs());
      this.#surroundings.checked(balancer, member, result);
    };
    if (this.#surroundings.hasSimulatedOutage(member)) {
      done({ ok: false, text: 'refused by a simulated outage' });
      return;
    }
    const check = new HealthCheck({
      check: healthCheck,
      member: member.settings,
      address: new MemberAddress(target.hostname),
      deadlines: this.#surroundings.deadlines,
      turn: this.#surroundings.turn,
      isOurs: (address, port) => this.#surroundings.isOurs(address, port),
      done,
    });
    this.#running.set(member, check);
    check.start();
  }
}
