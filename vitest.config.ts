import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Suites (test/README.md). `unit` is everything under test/ that no other suite claims, so that a new folder can't
 * be forgotten. Playwright owns test/e2e; benchmarks and fuzzing have commands of their own.
 */
const SLOW_SUITES = {
  // The balancer on real sockets, and the codec beside other parsers and under random bytes.
  engine: [
    'test/core/engine/**/*.test.ts',
    'test/core/wire/{corpus,fuzz,node-http,oracle}.test.ts',
    'test/core/formats/import/round-trip.test.ts',
  ],
  cli: ['test/cli/**/*.test.ts'],
  // Whatever runs beside a real server, wherever it stands in the tree.
  parity: ['test/parity/**/*.test.ts', 'test/**/*-real.test.ts'],
  // The app as packages hold it. The whole of it (installed, upgraded, removed) is `npm run package:test`.
  package:
    process.env.ROUTEPIN_WHOLE_PACKAGES === '1'
      ? ['test/package/**/*.test.ts']
      : ['test/package/{unpacked,config,newcomer}.test.ts'],
} as const;
/** Claimed by the package suite, whichever half runs. */
const PACKAGE_TESTS = 'test/package/**/*.test.ts';
const NOT_VITEST = ['test/e2e/**', 'test/bench/**', 'test/fuzz/**'];

export default defineConfig({
  test: {
    pool: 'threads',
    // Vitest leaves a core idle by default, half the machine where there are two.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [
            ...configDefaults.exclude,
            ...NOT_VITEST,
            PACKAGE_TESTS,
            ...Object.values(SLOW_SUITES).flat(),
          ],
          // Modules are loaded once per worker, not once per file: four times quicker. Pure rooms keep no state
          // at module level, and a test that fakes something takes it back.
          isolate: false,
          // Only there to catch a hang: a busy machine is no reason to fail.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      ...Object.entries(SLOW_SUITES).map(([name, include]) => ({
        extends: true as const,
        test: {
          name,
          include: [...include],
          // A thread that starts a program hands it the sockets of every other one until that program runs: a server that
          // a test has stopped would still be connected to, and its port be held.
          pool: 'forks' as const,
          // These start servers and programs.
          testTimeout: name === 'package' ? 600_000 : 60_000,
          hookTimeout: name === 'package' ? 900_000 : 60_000,
        },
      })),
    ],
  },
});
