// What the figures say: tables, ratios, and the targets of ENGINE.md.
import { median, spread } from './machine.mjs';

/** Beyond this share of the proxy's core in use by others, even CPU per request is inflated: caches are shared. */
const CROWDED = 0.25;
/** Rounds that lie further apart than this tell nothing about a difference of that size. */
const NOISY = 0.15;

const pad = (text, width) => String(text).padStart(width);
const number = (value, digits = 0) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);

/** The median of one figure over the rounds, or undefined when the contender took no part. */
export function figure(results, contender, load, what) {
  const rounds = results.get(contender)?.get(load);
  return rounds === undefined || rounds.length === 0 ? undefined : median(rounds.map((round) => round[what]));
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
      const other = figure(results, to, load.name, 'cpuUs');
      return other === undefined || name === 'direct' ? '–' : `${(cpu / other).toFixed(2)}×`;
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
  console.log('\nTargets (ENGINE.md):');
  const cpu = (name, load) => figure(results, name, load, 'cpuUs');
  const quotient = (load, to, from = 'routepin') => {
    const [ours, theirs] = [cpu(from, load), cpu(to, load)];
    return ours === undefined || theirs === undefined ? undefined : ours / theirs;
  };
  const added = (name) => {
    const [through, direct] = [
      figure(results, name, 'paced', 'p50Us'),
      figure(results, 'direct', 'paced', 'p50Us'),
    ];
    return through === undefined || direct === undefined ? undefined : through - direct;
  };
  const times = (value) => `${value.toFixed(2)}×`;
  const percent = (value) => `${(value * 100).toFixed(0)} %`;
  const per = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
  const silent = quotient('small', 'routepin', 'routepin-unrecorded');
  const undiagnosed = quotient('small', 'routepin', 'routepin-undiagnosed');
  const rows = [
    [
      'CPU per small request to tuned http-proxy',
      quotient('small', 'http-proxy'),
      1 / 3,
      1 / 5,
      times,
      ['small'],
    ],
    ['CPU per small request to Apache', quotient('small', 'apache'), 0.7, 1 / 3, times, ['small']],
    ['CPU per small request to HAProxy', quotient('small', 'haproxy'), 3, 1.4, times, ['small']],
    ['1 MiB download, CPU to Apache', quotient('1m', 'apache'), 1.2, 1, times, ['1m']],
    ['1 MiB upload, CPU to Apache', quotient('upload', 'apache'), 1.2, 1, times, ['upload']],
    ['added p50 to Apache’s', per(added('routepin'), added('apache')), 1, undefined, times, ['paced']],
    ['added p50 to HAProxy’s', per(added('routepin'), added('haproxy')), undefined, 1.2, times, ['paced']],
    [
      'detectors’ share of CPU',
      undiagnosed === undefined ? undefined : 1 - undiagnosed,
      0.05,
      undefined,
      percent,
      ['small'],
    ],
    ['recording’s share of CPU', silent === undefined ? undefined : 1 - silent, 0.2, 0.1, percent, ['small']],
    ['RSS after 1 million requests, MB', memory?.afterMb, 100, 75, (value) => value.toFixed(0), []],
    ['RSS growth from there on, MB per million', memory?.growthMb, 3, 1, (value) => value.toFixed(1), []],
    [
      'start to first proxied answer, ms',
      startUpMs?.get('routepin'),
      300,
      150,
      (value) => value.toFixed(0),
      [],
    ],
  ];
  for (const [name, value, must, aim, words, basedOn] of rows) {
    const verdict =
      value === undefined
        ? 'not measured in this run'
        : [
            must === undefined ? null : `must ≤ ${words(must)} ${value <= must ? 'met' : 'NOT MET'}`,
            aim === undefined ? null : `aim ≤ ${words(aim)} ${value <= aim ? 'met' : 'not met'}`,
          ]
            .filter(Boolean)
            .join(', ');
    // Even a crowded machine can't make memory smaller or a start quicker than they are: what was met, was met.
    const isTold =
      basedOn.length === 0
        ? !isCrowded || (must !== undefined && value <= must)
        : !isCrowded && !basedOn.some((load) => isNoisy(results, load));
    const told = value !== undefined && !isTold ? `too noisy to tell (${verdict})` : verdict;
    console.log(`  ${name.padEnd(44)}${pad(value === undefined ? '–' : words(value), 8)}   ${told}`);
  }
  console.log(
    '  What following tabs costs is measured by `npm run bench:sessions`: it takes clients with cookies.',
  );
}

function isNoisy(results, load) {
  return ['routepin', 'http-proxy', 'apache', 'haproxy'].some((name) => {
    const rounds = results.get(name)?.get(load) ?? [];
    return spread(rounds.map(({ cpuUs }) => cpuUs)) > NOISY;
  });
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
  const apart = worst.filter(({ value }) => value > NOISY);
  console.log(
    `\nNoise: others used ${(share * 100).toFixed(0)} % of the proxy's core (median of the measurements).`,
  );
  if (share > CROWDED)
    console.log('  TOO NOISY TO TELL: at such a share every figure is inflated, and not evenly.');
  if (rounds < 2) console.log('  One round only: whether the machine was calm can’t be told.');
  else if (apart.length === 0) console.log(`  Rounds agree within ${NOISY * 100} % in CPU per request.`);
  else {
    const list = apart.slice(0, 6).map(({ what, value }) => `${what} ${(value * 100).toFixed(0)} %`);
    console.log(
      `  TOO NOISY TO TELL for ${apart.length} of ${worst.length} figures; rounds apart by: ${list.join(', ')}.`,
    );
  }
}
