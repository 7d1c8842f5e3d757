// Ours beside the proxies it is compared with, in interleaved rounds of one run: `npm run bench -- --help`.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { medianWithin } from '../pairs.mjs';
import { startBackends } from './backends.mjs';
import { contenders, isInstalled } from './contenders.mjs';
import { loads } from './loads.mjs';
import { coreUs, cpuUs, residentBytes, spread } from './machine.mjs';
import { buildOurPrograms } from './our-program.mjs';
import { firstAnswer, freePorts, stop, stopAll } from './programs.mjs';
import { figure, printLoad, printNoise, printTargets } from './report.mjs';

const PROXY_CORE = 0;
const LOAD_CORE = 1;
const MILLION = 1_000_000;
/** What warms up, and makes the million. */
const SMALL = loads.find(({ name }) => name === 'small');
const START_UPS = 9;
/** V8 has compiled what it is going to compile when seconds cost alike: that many of them, so far apart at most. */
const ALIKE_SECONDS = 3;
const ALIKE_SPREAD = 0.08;
const MOST_WARM_UP_SECONDS = 20;
const PROFILES = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  '.cache',
  'bench',
  'profiles',
);

const HELP = `npm run bench -- [options]

Runs Routepin beside other proxies, interleaved, each alone on core ${PROXY_CORE}; load and backends are on core ${LOAD_CORE}.
Prints CPU per request, throughput, latency, memory and start-up, and the targets of ENGINE.md. It asserts nothing.

  --rounds N        rounds of everything (9): six at least for a verdict that is sure to 95 %
  --seconds N       seconds of each measurement (1)
  --only A,B        contenders: ${contenders.map(({ name }) => name).join(', ')}
  --loads A,B       loads: ${loads.map(({ name }) => name).join(', ')}
  --no-million      leave out the memory after 1 million requests
  --quick           three minutes: 6 rounds of 1 second, small/1m/upload/paced, without http-proxy-3, undici, nginx
  --nice N          priority of everything started here, --nice=-5 on a machine that others use (needs root)
  --profile         also write a CPU profile of ours, for Chrome's developer tools, to .cache/bench/profiles
  --help
`;

const { values } = readOptions({
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    loads: { type: 'string' },
    'no-million': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    nice: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (process.platform !== 'linux' || availableParallelism() < 2) {
  console.error(
    'The benchmark needs Linux and two cores: CPU time is read from /proc, and load must not disturb the proxy.',
  );
  process.exit(2);
}

// Whatever is started inherits it.
if (values.nice !== undefined) setPriority(Number(values.nice));

const rounds = Number(values.rounds ?? (values.quick ? 6 : 9));
const seconds = Number(values.seconds ?? 1);
const chosenLoads = pick(loads, values.loads ?? (values.quick ? 'small,1m,upload,paced' : undefined));
const wanted = pick(
  contenders,
  values.only ?? (values.quick ? 'routepin,routepin-unrecorded,http-proxy,apache,haproxy' : undefined),
);
const absent = wanted.filter((each) => !isInstalled(each));
const present = wanted.filter(isInstalled);

const folder = mkdtempSync(join(tmpdir(), 'routepin-bench-'));
chmodSync(folder, 0o755);
let code = 0;
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

async function main() {
  for (const { name, program } of absent) console.log(`${name}: ${program} is not installed, left out`);
  await buildOurPrograms();
  const members = await startBackends(folder, LOAD_CORE);
  const startUpMs = await measureStartUps(members);
  const ports = await freePorts(present.length);
  const entrants = [];
  for (const [index, contender] of present.entries()) {
    const nodeArgs =
      values.profile && contender.name === 'routepin'
        ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder()}`]
        : [];
    const port = ports[index];
    const program = contender.start({ folder, core: PROXY_CORE, port, members, nodeArgs });
    await firstAnswer(port, { program });
    entrants.push({ ...contender, program, port });
  }
  const direct = {
    name: 'direct',
    port: members[1],
    program: null,
    lacks: loads.map(({ name }) => name).filter((name) => name !== 'paced'),
  };
  const all = [direct, ...entrants];

  const results = new Map(all.map(({ name }) => [name, new Map()]));
  const foreign = [];
  for (const entrant of entrants) {
    process.stderr.write(`warming ${entrant.name} up\n`);
    await warmUp(entrant);
  }
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${rounds}: `);
    for (const load of chosenLoads) {
      process.stderr.write(`${load.name} `);
      // Another one begins each time, lest one always follows the same neighbour.
      for (let turn = 0; turn < all.length; turn++) {
        const entrant = all[(turn + round) % all.length];
        if (entrant.lacks?.includes(load.name)) continue;
        await wake(entrant, load);
        const { foreignShare, ...result } = await measure(entrant, load, seconds);
        const kept = results.get(entrant.name);
        kept.set(load.name, [...(kept.get(load.name) ?? []), result]);
        if (entrant.program !== null) foreign.push(foreignShare);
      }
    }
    process.stderr.write('\n');
  }
  const routepin = entrants.find(({ name }) => name === 'routepin');
  const memory =
    values['no-million'] || values.quick || routepin === undefined
      ? undefined
      : await measureMemory(routepin);

  console.log(
    `\n${rounds} rounds of ${seconds} s, Node ${process.version}, ${new Date().toISOString().slice(0, 16)}Z. Medians of the rounds.`,
  );
  for (const load of chosenLoads) printLoad(results, load);
  if (startUpMs.size > 0) {
    console.log(`\nStart to first proxied answer (median of ${START_UPS}), ms:`);
    for (const [name, { value }] of startUpMs)
      console.log(`  ${name.padEnd(20)}${value.toFixed(0).padStart(6)}`);
  }
  if (memory !== undefined) {
    console.log(`\nMemory of routepin serve: ${memory.words}`);
  }
  printTargets(results, { startUpMs, memory, foreignShares: foreign });
  printNoise(results, foreign, rounds);
  const cpu = figure(results, 'routepin', 'small', 'cpuUs');
  if (cpu === undefined) console.log('Routepin itself took no part in the small requests.');
  await Promise.all(entrants.map(({ program }) => stop(program)));
  if (values.profile) console.log(`Profile: ${profileFolder()}`);
}

/**
 * Caches, pools and compilers get warm where nobody counts. By the cost, not by a number of requests: after 20,000 of them
 * those that run in Node cost half as much again as they do five seconds later, the others no more than ever.
 */
async function warmUp(entrant) {
  const costs = [];
  while (costs.length < MOST_WARM_UP_SECONDS) {
    costs.push((await measure(entrant, SMALL, 1)).cpuUs);
    const last = costs.slice(-ALIKE_SECONDS);
    if (last.length === ALIKE_SECONDS && spread(last) < ALIKE_SPREAD) break;
  }
}

/**
 * A second that isn't counted: whoever waited for its turn for a minute has had its memory taken by systems that put away
 * what lies idle (DAMON), and V8 has made itself ready for another load.
 */
async function wake(entrant, load) {
  // The paced load leaves out its own first seconds.
  if (load.name !== 'paced') await load.run({ folder, core: LOAD_CORE, port: entrant.port, seconds: 1 });
}

async function measure({ program, port }, load, forSeconds) {
  const before = program === null ? 0 : cpuUs(program.pid);
  const coreBefore = coreUs(PROXY_CORE);
  const startedMs = performance.now();
  const result = await load.run({ folder, core: LOAD_CORE, port, seconds: forSeconds });
  const used = program === null ? 0 : cpuUs(program.pid) - before;
  const core = coreUs(PROXY_CORE);
  const elapsedUs = (performance.now() - startedMs) * 1000;
  return {
    ...result,
    // A measurement in which nothing came through has no cost per request.
    cpuUs: result.operations === 0 ? Number.NaN : used / result.operations,
    perSecond: result.operations / result.seconds,
    residentMb: program === null ? Number.NaN : residentBytes(program.pid) / 1e6,
    foreignShare:
      Math.max(0, core.busyUs - coreBefore.busyUs - used + core.stolenUs - coreBefore.stolenUs) / elapsedUs,
  };
}

/** Milliseconds from the start of each contender to its first proxied answer, turn and turn about. */
async function measureStartUps(members) {
  const times = new Map();
  for (let turn = 0; turn < START_UPS; turn++) {
    for (const contender of present.filter(({ isVariant }) => !isVariant)) {
      const [port] = await freePorts(1);
      const startedMs = performance.now();
      const program = contender.start({ folder, core: PROXY_CORE, port, members });
      await firstAnswer(port, { program });
      const took = performance.now() - startedMs;
      times.set(contender.name, [...(times.get(contender.name) ?? []), took]);
      await stop(program);
    }
  }
  return new Map([...times].map(([name, each]) => [name, medianWithin(each)]));
}

/** RSS after at least a million requests, and what another half adds. */
async function measureMemory({ program, port }) {
  let requests = 0;
  const send = async (until) => {
    while (requests < until) {
      const { operations } = await SMALL.run({ folder, core: LOAD_CORE, port, seconds: 10 });
      requests += operations;
    }
    return residentBytes(program.pid) / 1e6;
  };
  process.stderr.write('1 million requests …\n');
  const beforeMb = residentBytes(program.pid) / 1e6;
  const afterMb = await send(MILLION);
  const laterMb = await send(MILLION * 1.5);
  return {
    afterMb,
    growthMb: (laterMb - afterMb) * 2,
    words: `${beforeMb.toFixed(0)} MB before, ${afterMb.toFixed(0)} MB after 1 million more requests, ${laterMb.toFixed(0)} MB after ${(requests / MILLION).toFixed(1)} million`,
  };
}

function profileFolder() {
  mkdirSync(PROFILES, { recursive: true });
  return PROFILES;
}

function readOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    return process.exit(2);
  }
}

function pick(all, names) {
  if (names === undefined) return all;
  return names.split(',').map((name) => {
    const found = all.find((each) => each.name === name);
    if (found === undefined) {
      console.error(`There is no "${name}"; there are: ${all.map((each) => each.name).join(', ')}`);
      process.exit(2);
    }
    return found;
  });
}
