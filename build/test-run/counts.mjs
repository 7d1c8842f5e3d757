/** What the test runners report, as numbers that can be added up. Pure. */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} skips one line each: the test and, where it says so, why
 */

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0, skips: [] };

/**
 * @typedef {{ status: string, fullName?: string, meta?: { note?: string } }} VitestAssertion
 * @typedef {{ name?: string, status: string, assertionResults: readonly VitestAssertion[] }} VitestFile
 *
 * @param {{ testResults: readonly VitestFile[] }} report Vitest's JSON report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  return sum(
    report.testResults.map((file) => {
      const counts = sum(
        file.assertionResults.map(({ status, fullName = '' }) => {
          if (status === 'passed') return { ...NONE, passed: 1 };
          if (status === 'failed') return { ...NONE, failed: 1 };
          return { ...NONE, skipped: 1, skips: [`${fullName} (${status})`] };
        }),
      );
      // A file that breaks before or around its tests has failed, though none of its tests has.
      return file.status === 'failed' && counts.failed === 0 ? sum([counts, { ...NONE, failed: 1 }]) : counts;
    }),
  );
}

/**
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ status: string, annotations?: readonly Annotation[] }} PlaywrightTest
 * @typedef {{ title: string, tests: readonly PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ specs?: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[] }} PlaywrightSuite
 *
 * @param {{ suites: readonly PlaywrightSuite[], errors?: readonly unknown[] }} report Playwright's JSON report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  /** @type {(suite: PlaywrightSuite) => Counts[]} */
  const ofSuite = (suite) => [
    ...(suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ofTest(spec.title, test))),
    ...(suite.suites ?? []).flatMap(ofSuite),
  ];
  const errors = { ...NONE, failed: report.errors?.length ?? 0 };
  return sum([...report.suites.flatMap(ofSuite), errors]);
}

/**
 * @param {string} title
 * @param {PlaywrightTest} test
 * @returns {Counts}
 */
function ofTest(title, { status, annotations = [] }) {
  // "flaky" needs retries, which we don't allow ourselves: it counts as what it is.
  if (status === 'expected') return { ...NONE, passed: 1 };
  if (status !== 'skipped') return { ...NONE, failed: 1 };
  const reason = annotations.find(
    ({ type, description }) => /^(skip|fixme)$/.test(type) && description,
  )?.description;
  return { ...NONE, skipped: 1, skips: [reason ? `${title}: ${reason}` : title] };
}

/**
 * The counts of a suite as a whole: one that crashed or ran nothing has failed, whatever its report says.
 * @param {Counts | null} counts null when there is no report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function judged(counts, exitCode) {
  const known = counts ?? NONE;
  const silent = known.failed === 0 && (exitCode !== 0 || known.passed === 0);
  return silent ? sum([known, { ...NONE, failed: 1 }]) : known;
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
    skips: all.flatMap(({ skips }) => skips),
  };
}

/**
 * The last line of a test run.
 * @param {Counts} counts
 */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
