/** What the test runners report, as numbers that can be added up and lines that can be read. Pure. */
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} skips one line each: the test and, where it says so, why
 * @property {readonly string[]} failures one line each: the test, and the first line of why
 */

/** What Vitest's JSON report has in place of the words when a test took longer than it may. */
const VITEST_TIMEOUT = 'Error: STACK_TRACE_ERROR';

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] };

/**
 * @typedef {{ status: string, fullName?: string, failureMessages?: readonly string[] }} VitestAssertion
 * @typedef {{ name?: string, status: string, message?: string, assertionResults: readonly VitestAssertion[] }} VitestFile
 *
 * @param {{ testResults: readonly VitestFile[] }} report Vitest's JSON report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  return sum(
    report.testResults.map((file) => {
      const counts = sum(
        file.assertionResults.map(({ status, fullName = '', failureMessages = [] }) => {
          if (status === 'passed') return { ...NONE, passed: 1 };
          if (status === 'failed') return failure(fullName, failureMessages[0]);
          return { ...NONE, skipped: 1, skips: [`${fullName} (${status})`] };
        }),
      );
      // A file that breaks before or around its tests has failed, though none of its tests has.
      const isBroken = file.status === 'failed' && counts.failed === 0;
      return isBroken
        ? sum([counts, failure(path.relative('', file.name ?? 'a file'), file.message)])
        : counts;
    }),
  );
}

/**
 * @param {string} title
 * @param {string} [why] of many lines, with a terminal's colours
 * @returns {Counts}
 */
function failure(title, why = '') {
  const [line = ''] = stripVTControlCharacters(why)
    .replace(VITEST_TIMEOUT, 'timed out')
    .trim()
    .split('\n', 1);
  return { ...NONE, failed: 1, failures: [line === '' ? title : `${title}: ${line}`] };
}

/**
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ error?: { message?: string } }} PlaywrightResult
 * @typedef {{ status: string, annotations?: readonly Annotation[], results?: readonly PlaywrightResult[] }} PlaywrightTest
 * @typedef {{ title: string, tests: readonly PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ specs?: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[] }} PlaywrightSuite
 *
 * @param {{ suites: readonly PlaywrightSuite[], errors?: ReadonlyArray<{ message?: string }> }} report Playwright's JSON report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  /** @type {(suite: PlaywrightSuite) => Counts[]} */
  const ofSuite = (suite) => [
    ...(suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ofTest(spec.title, test))),
    ...(suite.suites ?? []).flatMap(ofSuite),
  ];
  const errors = (report.errors ?? []).map(({ message }) => failure('outside of any test', message));
  return sum([...report.suites.flatMap(ofSuite), ...errors]);
}

/**
 * @param {string} title
 * @param {PlaywrightTest} test
 * @returns {Counts}
 */
function ofTest(title, { status, annotations = [], results = [] }) {
  // "flaky" needs retries, which we don't allow ourselves: it counts as what it is.
  if (status === 'expected') return { ...NONE, passed: 1 };
  if (status !== 'skipped') return failure(title, results.find(({ error }) => error)?.error?.message);
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
  return silent
    ? sum([known, failure(`ended with ${exitCode}, ${known.passed} passed and none failed`)])
    : known;
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
    failures: all.flatMap(({ failures }) => failures),
  };
}

/**
 * The last line of a test run.
 * @param {Counts} counts
 */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
