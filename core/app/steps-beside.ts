import {
  type CommandParams,
  type FindingsView,
  fail,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { Engine } from '../engine/engine-api.ts';
import type { LiveProject } from './live-project.ts';
import { findMember } from './project-edits.ts';

interface Parts {
  readonly engine: Pick<Engine, 'members' | 'simulateOutage'>;
  readonly diagnosis: {
    findings(): FindingsView;
    mute(findingId: string, on: boolean): boolean;
    muteDetector(params: CommandParams<'detector.mute'>): void;
  };
  readonly project: LiveProject;
}

const DONE = succeed({});

/**
 * What is switched by hand and is no part of the project: simulated outages, muted findings. Each is one step of undo, in turn
 * with the edits of the project; what changes nothing is none.
 */
export class StepsBeside {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async simulateOutage({
    balancer,
    member,
    on,
  }: CommandParams<'member.simulate-outage'>): Promise<Result<Record<never, never>, Trouble>> {
    const { engine, project } = this.#parts;
    const found = findMember(project.project, balancer, member);
    if (!found.ok) return found;
    const key = balancer.toLowerCase();
    const atWork = engine.members().find((one) => one.url === member && one.balancer.toLowerCase() === key);
    if (atWork === undefined) return notRunning(member);
    if (atWork.simulatedOutage === on) return DONE;
    const name = atWork.route === '' ? member : `route ${atWork.route}`;
    const label = on ? `simulated outage of ${name}` : `end of the simulated outage of ${name}`;
    return this.#step(label, (back) => void engine.simulateOutage(key, member, back ? !on : on));
  }

  async muteFinding({
    findingId,
    on,
  }: CommandParams<'finding.mute'>): Promise<Result<Record<never, never>, Trouble>> {
    const { diagnosis } = this.#parts;
    const finding = diagnosis.findings().findings.find(({ id }) => id === findingId);
    if (finding === undefined) {
      return fail({ code: 'not-found', message: `there is no finding ${findingId} (any more)` });
    }
    if (finding.isMuted === on) return DONE;
    return this.#step(
      on ? 'mute a finding' : 'tell of a finding again',
      (back) => void diagnosis.mute(findingId, back ? !on : on),
    );
  }

  async muteDetector({
    detector,
    on,
  }: CommandParams<'detector.mute'>): Promise<Result<Record<never, never>, Trouble>> {
    const { diagnosis } = this.#parts;
    if (diagnosis.findings().mutedDetectors.includes(detector) === on) return DONE;
    return this.#step(on ? `mute ${detector}` : `tell of ${detector} again`, (back) =>
      diagnosis.muteDetector({ detector, on: back ? !on : on }),
    );
  }

  async #step(label: string, set: (back: boolean) => void): Promise<Result<Record<never, never>, Trouble>> {
    const beside = { redo: () => set(false), undo: () => set(true) };
    const done = await this.#parts.project.edit((project) => succeed(project), { label, beside });
    return done.ok ? DONE : done;
  }
}

/** Why a member of the project can't be acted on: nothing balances yet. */
export function notRunning(member: string): { readonly ok: false; readonly error: Trouble } {
  return fail({
    code: 'not-available',
    message: `${member} is in the project and not at work: balancing has not started`,
  });
}
