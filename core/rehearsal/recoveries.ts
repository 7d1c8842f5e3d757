import type { RehearsalMember, RehearsalRecovery } from '../contract/index.ts';
import type { UserRecord } from './ledger.ts';
import type { ResolvedStep } from './resolve.ts';

interface Loss {
  readonly step: number;
  readonly atMs: number;
  readonly member: string;
  readonly waiting: Set<number>;
  readonly users: number;
  lastMs: number | null;
}

/** How long the users of a member that was taken away took until somebody answered them well again. */
export class Recoveries {
  readonly #losses: Loss[] = [];

  /** A step takes members away: their users are waited for from now on. */
  begin(
    step: ResolvedStep,
    atMs: number,
    members: readonly RehearsalMember[],
    users: readonly UserRecord[],
  ): void {
    if (step.kind !== 'outage' && step.kind !== 'disable') return;
    for (const { url, balancer } of step.members) {
      const member = members.findIndex((one) => one.url === url && one.balancer === balancer);
      const waiting = new Set(users.flatMap((user, index) => (user.member === member ? [index] : [])));
      this.#losses.push({ step: step.index, atMs, member: url, waiting, users: waiting.size, lastMs: null });
    }
  }

  /** A user was answered well; only what it asked for after the loss says something. */
  answered(user: number, sentAtMs: number, answeredAtMs: number): void {
    for (const loss of this.#losses) {
      if (sentAtMs >= loss.atMs && loss.waiting.delete(user)) loss.lastMs = answeredAtMs - loss.atMs;
    }
  }

  list(): readonly RehearsalRecovery[] {
    return this.#losses.map(({ step, member, users, waiting, lastMs }) => ({
      step,
      member,
      users,
      recovered: users - waiting.size,
      ms: lastMs,
    }));
  }
}
