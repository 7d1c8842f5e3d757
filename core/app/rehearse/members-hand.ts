import { type RehearsalMember, unreachable } from '../../contract/index.ts';
import type { Engine } from '../../engine/engine-api.ts';
import type { ResolvedStep, StepOutcome } from '../../rehearsal/index.ts';
import type { Sessions } from '../../sessions/index.ts';
import type { LiveProject } from '../live-project.ts';
import type { ProjectOverlay } from './project-overlay.ts';

export interface HandParts {
  readonly engine: Pick<Engine, 'members' | 'simulateOutage' | 'retryNow'>;
  readonly project: Pick<LiveProject, 'rerun'>;
  readonly overlay: ProjectOverlay;
  readonly pins: Sessions['pins'];
  /** Sessions of the virtual users: nobody else's are moved. */
  readonly sessionIds: () => readonly string[];
}

const DONE: StepOutcome = { trouble: null };

/** Carries out the steps of one run, and takes all of it back. */
export class MembersHand {
  readonly #parts: HandParts;
  /** Whether a member had a simulated outage before the run touched it. */
  readonly #outages = new Map<string, { readonly member: RehearsalMember; readonly wasOut: boolean }>();
  /** Members that were in error before the run: nobody's business here. */
  readonly #inError: ReadonlySet<string>;

  constructor(parts: HandParts) {
    this.#parts = parts;
    this.#inError = new Set(this.#errors());
  }

  async play(step: ResolvedStep): Promise<StepOutcome> {
    const { kind, members, balancer } = step;
    switch (kind) {
      case 'outage':
      case 'return':
        return this.#each(members, (member) => this.#setOutage(member, kind === 'outage'));
      case 'drain':
      case 'undrain':
        return this.#lay(members, { flags: { N: kind === 'drain' } });
      case 'disable':
      case 'enable':
        return this.#lay(members, { flags: { D: kind === 'disable' } });
      case 'set':
        return this.#lay(members, { set: step.set });
      case 'retry-now':
        return this.#each(members, ({ balancer: name, url }) =>
          this.#parts.engine.retryNow(name.toLowerCase(), url),
        );
      case 'move':
        return { trouble: null, moved: this.#move(balancer, step.from ?? '', step.to) };
      default:
        return unreachable(kind);
    }
  }

  /** Members are as before: what was laid over them is off, outages have ended, and errors that came of them are cleared. */
  async undo(): Promise<void> {
    const { engine, overlay, project } = this.#parts;
    for (const { member, wasOut } of this.#outages.values()) {
      engine.simulateOutage(member.balancer.toLowerCase(), member.url, wasOut);
    }
    if (overlay.clear()) await project.rerun();
    const inError = new Set(this.#errors());
    for (const [key, { member, wasOut }] of this.#outages) {
      if (!wasOut && inError.has(key) && !this.#inError.has(key)) {
        engine.retryNow(member.balancer.toLowerCase(), member.url);
      }
    }
    this.#outages.clear();
  }

  #setOutage(member: RehearsalMember, on: boolean): boolean {
    const key = keyOf(member);
    if (!this.#outages.has(key)) {
      const wasOut = this.#parts.engine.members().find((one) => keyOf(one) === key)?.simulatedOutage ?? false;
      this.#outages.set(key, { member, wasOut });
    }
    return this.#parts.engine.simulateOutage(member.balancer.toLowerCase(), member.url, on);
  }

  async #lay(
    members: readonly RehearsalMember[],
    more: Parameters<ProjectOverlay['lay']>[2],
  ): Promise<StepOutcome> {
    for (const { balancer, url } of members) this.#parts.overlay.lay(balancer, url, more);
    const done = await this.#parts.project.rerun();
    return done.ok ? DONE : { trouble: done.error.message };
  }

  #each(members: readonly RehearsalMember[], act: (member: RehearsalMember) => boolean): StepOutcome {
    for (const member of members) {
      if (!act(member)) return { trouble: `${member.url} is not at work (any more)` };
    }
    return DONE;
  }

  #move(balancer: string, from: string, to: string | null): number {
    const { pins, sessionIds } = this.#parts;
    const ids = sessionIds().filter((id) => pins.pinOf(id, balancer) === from);
    for (const id of ids) {
      if (to === null) pins.unpin(id, balancer);
      else pins.pin(id, balancer, to);
    }
    return ids.length;
  }

  #errors(): readonly string[] {
    return this.#parts.engine
      .members()
      .filter(({ status }) => status.includes('E'))
      .map(keyOf);
  }
}

function keyOf({ balancer, url }: { readonly balancer: string; readonly url: string }): string {
  return `${balancer.toLowerCase()}\n${url}`;
}
