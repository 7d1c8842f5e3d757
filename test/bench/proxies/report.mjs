// What the figures say: tables, ratios, and the targets of ENGINE.md.
import { medianWithin, pairs, verdict } from '../pairs.mjs';
import { median, spread } from './machine.mjs';

/** Beyond this share of the proxy's core in use by others, even CPU per request is inflated: caches are shared. */
const CROWDED = 0.25;

const pad = (text, width) => String(text).padStart(width);
const number = (value, digits = 0) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);

/** The median of one figure over the rounds, or undefined when the contender took no part. */
export function figure(results, contender, load, what) {
  const rounds = results.get(contender)?.get(load);
  return rounds === undefined || rounds.length === 0 ? undefined : median(rounds.map((round) => round[what]));
}

/** One figure of two contenders, compared round by round; undefined when one of them took no part. */
function compared(results, ours, theirs, load, what, compare) {
  const [a, b] = [ours, theirs].map((name) =>
    results
      .get(name)
      ?.get(load)
      ?.map((round) => round[what]),
  );
  return a === undefined || b === undefined ? undefined : medianWithin(pairs(a, b, compare));
}

export function printLoad(results, load) {
  console.log(`\n${load.name}: ${load.title}`);
  const isPaced = load.name === 'paced';
  const direct = isPaced ? figure(results, 'direct', 'paced', 'p50Us') : 0;
  console.log(
    `  ${''.padEnd(20)}${pad('CPU µs each', 12)}${pad('spread', 8)}${pad('per second', 12)}${pad('p50 µs', 9)}${pad('p99 µs', 9)}${pad('RSS MB', 8)}${pad('to http-proxy', 15)}${pad('to Apache', 11)}${pad('to HAProxy', 12)}`,
  );
  for (const [name, byLoad] of results) {
    const rounds = byLoad.get(load.name);
    if (rounds === undefined || rounds.length === 0) continue;
    const cpu = figure(results, name, load.name, 'cpuUs');
    const ratio = (to) => {
      const found = name === 'direct' ? undefined : compared(results, name, to, load.name, 'cpuUs');
      return found === undefined ? '–' : `${number(found.value, 2)}×`;
    };
    const noise = spread(rounds.map(({ cpuUs }) => cpuUs));
    const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
    console.log(
      `  ${name.padEnd(20)}${pad(name === 'direct' ? '–' : number(cpu, 1), 12)}${pad(name === 'direct' ? '–' : `${number(noise * 100)} %`, 8)}${pad(number(figure(results, name, load.name, 'perSecond')), 12)}${pad(number(figure(results, name, load.name, 'p50Us')), 9)}${pad(number(figure(results, name, load.name, 'p99Us')), 9)}${pad(number(figure(results, name, load.name, 'residentMb')), 8)}${pad(ratio('http-proxy'), 15)}${pad(ratio('apache'), 11)}${pad(ratio('haproxy'), 12)}${errors > 0 ? `   ${errors} errors` : ''}${isPaced && name !== 'direct' && direct !== undefined ? `   added p50 ${number(figure(results, name, 'paced', 'p50Us') - direct)} µs` : ''}`,
    );
  }
}

/** ENGINE.md, "Targets", as far as this run has the figures. */
export function printTargets(results, { startUpMs, memory, foreignShares }) {
  const isCrowded = median(foreignShares) > CROWDED;
  console.log('\nTargets (ENGINE.md), with where the true figure lies (95 %), by pairs of one round:');
  const quotient = (load, to) => compared(results, 'routepin', to, load, 'cpuUs');
  const shareOver = (silent) =>
    compared(results, 'routepin', silent, 'small', 'cpuUs', (ours, theirs) => 1 - theirs / ours);
  const added = (to) => {
    const [ours, theirs, direct] = ['routepin', to, 'direct'].map((name) =>
      results
        .get(name)
        ?.get('paced')
        ?.map(({ p50Us }) => p50Us),
    );
    if (ours === undefined || theirs === undefined || direct === undefined) return undefined;
    const over = (through) => through.map((p50Us, round) => p50Us - direct[round]);
    return medianWithin(pairs(over(ours), over(theirs)));
  };
  const exactly = (value) => (value === undefined ? undefined : { value, low: value, high: value });
  const times = (value) => `${value.toFixed(2)}×`;
  const percent = (value) => `${(value * 100).toFixed(0)} %`;
  const whole = (value) => value.toFixed(0);
  const tenths = (value) => value.toFixed(1);
  const rows = [
    ['CPU per small request to tuned http-proxy', quotient('small', 'http-proxy'), 1 / 3, 1 / 5, times],
    ['CPU per small request to Apache', quotient('small', 'apache'), 0.7, 1 / 3, times],
    ['CPU per small request to HAProxy', quotient('small', 'haproxy'), 3, 1.4, times],
    ['1 MiB download, CPU to Apache', quotient('1m', 'apache'), 1.2, 1, times],
    ['1 MiB upload, CPU to Apache', quotient('upload', 'apache'), 1.2, 1, times],
    ['added p50 to Apache’s', added('apache'), 1, undefined, times],
    ['added p50 to HAProxy’s', added('haproxy'), undefined, 1.2, times],
    ['detectors’ share of CPU', shareOver('routepin-undiagnosed'), 0.05, undefined, percent],
    ['recording’s share of CPU', shareOver('routepin-unrecorded'), 0.2, 0.1, percent],
    ['RSS after 1 million requests, MB', exactly(memory?.afterMb), 100, 75, whole],
    ['RSS growth from there on, MB per million', exactly(memory?.growthMb), 3, 1, tenths],
    ['start to first proxied answer, ms', startUpMs?.get('routepin'), 300, 150, whole],
  ];
  for (const [name, found, must, aim, words] of rows) {
    const judged = (what, bound) =>
      bound === undefined || found === undefined
        ? null
        : `${what} ≤ ${words(bound)} ${told(found, bound, isCrowded)}`;
    const verdicts =
      found === undefined
        ? 'not measured in this run'
        : [judged('must', must), judged('aim', aim)].filter(Boolean).join(', ');
    const value = found === undefined ? '–' : words(found.value);
    const within =
      found === undefined || found.low === found.high || !Number.isFinite(found.low)
        ? ''
        : `${words(found.low)} to ${words(found.high)}`;
    console.log(`  ${name.padEnd(44)}${pad(value, 8)}   ${within.padEnd(16)}${verdicts}`);
  }
  console.log(
    '  What following tabs costs is measured by `npm run bench:sessions`: it takes clients with cookies.',
  );
}

/** Even a crowded machine can't make anything cheaper than it is: what was met, was met. */
function told(found, bound, isCrowded) {
  const words = verdict(found, bound);
  if (words === 'met') return 'met';
  if (words === 'not met' && !isCrowded) return 'NOT MET';
  return `too noisy to tell (${found.value <= bound ? 'met' : 'NOT MET'} by the median)`;
}

export function printNoise(results, foreignShares, rounds) {
  const share = median(foreignShares);
  const worst = [...results].flatMap(([name, byLoad]) =>
    [...byLoad].map(([load, all]) => ({
      what: `${name}/${load}`,
      value: name === 'direct' ? 0 : spread(all.map(({ cpuUs }) => cpuUs)),
    })),
  );
  worst.sort((a, b) => b.value - a.value);
  console.log(
    `\nNoise: others used ${(share * 100).toFixed(0)} % of the proxy's core (median of the measurements).`,
  );
  if (share > CROWDED)
    console.log('  TOO NOISY TO TELL: at such a share every figure is inflated, and not evenly.');
  if (rounds < 6) console.log('  Fewer than 6 rounds: nothing is sure to 95 %.');
  const list = worst.slice(0, 4).map(({ what, value }) => `${what} ${(value * 100).toFixed(0)} %`);
  console.log(
    `  Rounds lie apart, in CPU of one and the same: ${list.join(', ')}. Pairs of one round were compared, not these.`,
  );
}
