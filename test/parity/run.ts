import { type RenderConfig, startApache } from './apache-side.ts';
import type { ParityBackends } from './backends.ts';
import { exchange, Jars } from './client.ts';
import { countDifferences, differences } from './compare.ts';
import {
  BACKENDS,
  changesNothing,
  editedBalancer,
  isEdit,
  isOutage,
  type MemberCounts,
  type Scenario,
  type Side,
  type Step,
  withPorts,
} from './scenario.ts';

/** Where the two first disagreed. */
export interface Divergence {
  readonly scenario: Scenario;
  /** Index of the step, or the number of steps when only the final counters differ. */
  readonly at: number;
  readonly step: Step | null;
  readonly differences: readonly string[];
}

/** Every how many steps the counters are compared; and at the end. */
const COUNT_EVERY = 12;

/** How many scenarios share one Apache: a start costs about as much as twenty requests. */
export const BATCH = 24;

/** Starts whatever is compared with Apache on `port`: our engine, or a second Apache to find where Apache itself races. */
export type StartOther = (scenario: Scenario, port: number) => Promise<Side & { stop(): Promise<void> }>;

/** Runs scenarios against one Apache and the other side; the divergences found, one at most for each scenario. */
export async function runBatch(
  scenarios: readonly Scenario[],
  backends: ParityBackends,
  firstPort: number,
  startOther: StartOther,
  render?: RenderConfig,
): Promise<readonly Divergence[]> {
  const real = scenarios.map((scenario) => withPorts(scenario, backends.ports));
  const apachePorts = scenarios.map((_, index) => firstPort + index);
  const apache = await startApache(real, apachePorts, render);
  try {
    const found: Divergence[] = [];
    for (const [index, scenario] of scenarios.entries()) {
      const side = apache.sides[index];
      if (side === undefined) throw new Error('no side of Apache for this scenario');
      await backends.startAll();
      const other = await startOther(real[index] ?? scenario, firstPort + BATCH);
      const divergence = await runScenario(scenario, side, other, backends).finally(() => other.stop());
      if (divergence !== undefined) found.push(divergence);
    }
    return found;
  } finally {
    await apache.stop();
  }
}

async function runScenario(
  scenario: Scenario,
  apache: Side,
  ours: Side,
  backends: ParityBackends,
): Promise<Divergence | undefined> {
  const jars = { apache: new Jars(), ours: new Jars() };
  const settlesLate = looksBack(scenario);
  let balancer = scenario.balancer;
  for (const [at, step] of scenario.steps.entries()) {
    if (isEdit(step)) {
      if (changesNothing(balancer, step)) continue;
      balancer = editedBalancer(balancer, step);
    }
    if (settlesLate) await Promise.all([settled(apache), settled(ours)]);
    const differ = await runStep(step, apache, ours, backends, jars);
    if (differ.length > 0) return { scenario, at, step, differences: differ };
    if ((at + 1) % COUNT_EVERY !== 0) continue;
    const counted = await compareCounts(apache, ours);
    if (counted.length > 0) return { scenario, at, step, differences: counted };
  }
  const counted = await compareCounts(apache, ours);
  return counted.length > 0
    ? { scenario, at: scenario.steps.length, step: null, differences: counted }
    : undefined;
}

/**
 * Whether a decision depends on what Apache does after the client has its answer: `busy` falls and `failonstatus`
 * marks the member only then, so that a quick next request may come first (Apache against Apache: 2 of 600).
 */
function looksBack(scenario: Scenario): boolean {
  return (
    scenario.balancer.failonstatus !== undefined ||
    scenario.balancer.lbmethod === 'bybusyness' ||
    scenario.steps.some((step) => step.do === 'lbmethod' && step.value === 'bybusyness')
  );
}

async function runStep(
  step: Step,
  apache: Side,
  ours: Side,
  backends: ParityBackends,
  jars: { readonly apache: Jars; readonly ours: Jars },
): Promise<readonly string[]> {
  if (isOutage(step)) {
    if (step.backend < BACKENDS) await backends.setRunning(step.backend, step.do === 'start');
    return [];
  }
  if (isEdit(step)) {
    await apache.edit(step);
    await ours.edit(step);
    return [];
  }
  const left = await exchange(apache.port, step, jars.apache);
  const right = await exchange(ours.port, step, jars.ours);
  const ports = { apache: apache.port, ours: ours.port };
  if (left.length !== right.length)
    return [`answers on one connection: apache ${left.length}, ours ${right.length}`];
  return left.flatMap((answer, index) => differences(answer, right[index], ports));
}

/** Compares the counters once no request is in flight on either side any more. */
async function compareCounts(apache: Side, ours: Side): Promise<readonly string[]> {
  const [left, right] = [await settled(apache), await settled(ours)];
  return countDifferences(left, right);
}

async function settled(side: Side): Promise<readonly MemberCounts[]> {
  for (let tries = 0; ; tries++) {
    const counts = await side.counts();
    if (tries > 100 || counts.every((member) => member.busy === 0)) return counts;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Plays a diverging scenario again, three times: Apache itself differs from Apache about once in 70,000 steps, and a
 * rule that we got wrong differs every time. `undefined` when it never came back.
 */
export async function repeats(
  divergence: Divergence,
  diverges: (scenario: Scenario) => Promise<Divergence | undefined>,
): Promise<Divergence | undefined> {
  for (let tries = 0; tries < 3; tries++) {
    const found = await diverges(divergence.scenario);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The smallest part of a diverging scenario that still diverges: steps, then members' keys, then the balancer's. */
export async function shrink(
  divergence: Divergence,
  diverges: (scenario: Scenario) => Promise<Divergence | undefined>,
): Promise<Divergence> {
  let best = divergence;
  const attempt = async (scenario: Scenario): Promise<boolean> => {
    const found = await diverges(scenario);
    if (found === undefined) return false;
    best = found;
    return true;
  };
  await attempt({ ...best.scenario, steps: best.scenario.steps.slice(0, best.at + 1) });
  for (
    let size = Math.ceil(best.scenario.steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < best.scenario.steps.length; ) {
      const steps = best.scenario.steps.filter((_, index) => index < start || index >= start + size);
      if (!(await attempt({ ...best.scenario, steps }))) start += size;
    }
  }
  for (const key of Object.keys(best.scenario.balancer)) {
    if (key === 'name' || key === 'members') continue;
    const { [key as 'timeout']: _, ...rest } = best.scenario.balancer;
    await attempt({ ...best.scenario, balancer: rest });
  }
  for (let index = 0; index < best.scenario.balancer.members.length; index++) {
    for (const key of Object.keys(best.scenario.balancer.members[index] ?? {})) {
      if (key === 'url') continue;
      const members = best.scenario.balancer.members.map((member, place) => {
        if (place !== index) return member;
        const { [key as 'route']: _, ...rest } = member;
        return rest;
      });
      await attempt({ ...best.scenario, balancer: { ...best.scenario.balancer, members } });
    }
  }
  return best;
}
