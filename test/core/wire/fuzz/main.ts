/** A long fuzz run: `npm run fuzz -- [count] [seed]`, or `npm run fuzz -- replay '<case as JSON>'`. Exit code 1 on divergences. */
import { exceptionsMet } from '../oracle/compare.ts';
import { corpusSeeds, type FuzzCase, judge, minimise, randomCase } from './check.ts';
import { Random } from './random.ts';

const MAX_SHOWN = 5;
const REPORT_EVERY_MS = 10_000;

function replay(json: string): number {
  const verdict = judge(JSON.parse(json) as FuzzCase);
  console.log(verdict.divergence ?? 'agrees');
  return verdict.divergence === null ? 0 : 1;
}

function fuzz(count: number, seed: number): number {
  const random = new Random(seed);
  const seeds = corpusSeeds();
  const startMs = performance.now();
  let reportAtMs = startMs + REPORT_EVERY_MS;
  let accepted = 0;
  let diverged = 0;
  let done = 0;
  const report = () => {
    const seconds = (performance.now() - startMs) / 1000;
    console.log(
      `${done} inputs, ${accepted} accepted, ${diverged} divergences, ${Math.round(done / seconds)} inputs/s, seed ${seed}`,
    );
  };
  for (; done < count && diverged < MAX_SHOWN; done++) {
    const fuzzCase = randomCase(random, seeds);
    const verdict = judge(fuzzCase);
    if (verdict.accepted) accepted++;
    if (verdict.divergence !== null) {
      diverged++;
      const small = minimise(fuzzCase);
      console.log(
        `divergence: ${judge(small).divergence}\n  replay '${JSON.stringify(small).replaceAll("'", '\\u0027')}'`,
      );
    }
    if (performance.now() > reportAtMs) {
      report();
      reportAtMs += REPORT_EVERY_MS;
    }
  }
  report();
  console.log(`named exceptions met: ${JSON.stringify(exceptionsMet)}`);
  return diverged === 0 ? 0 : 1;
}

const [first, second] = process.argv.slice(2);
process.exitCode =
  first === 'replay'
    ? replay(second ?? '')
    : fuzz(Number(first ?? 10_000_000), Number(second ?? Date.now() % 1_000_000));
