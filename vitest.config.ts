import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Suites are folders (test/README.md). `unit` is everything under test/ that no other suite claims, so that a
 * new folder can't be forgotten. Playwright owns test/e2e; benchmarks and fuzzing have commands of their own.
 */
const SLOW_SUITES = ['engine', 'cli', 'parity'] as const;
const NOT_VITEST = ['test/e2e/**', 'test/bench/**', 'test/fuzz/**'];

export default defineConfig({
  test: {
    pool: 'threads',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [
            ...configDefaults.exclude,
            ...NOT_VITEST,
            ...SLOW_SUITES.map((suite) => `test/${suite}/**`),
          ],
        },
      },
      ...SLOW_SUITES.map((suite) => ({
        extends: true as const,
        test: {
          name: suite,
          include: [`test/${suite}/**/*.test.ts`],
          // These start servers and programs; the limit only has to catch a hang.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
    ],
  },
});
