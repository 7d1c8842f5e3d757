// @ts-check
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = path.join(root, `.cache/screens-core/answers-${process.pid}.mjs`);

/** What needs no balancer that runs: texts and verdicts that the core makes of a project. */
const ENTRY = `
export { succeed, fail } from './core/contract/index.ts';
export { compareTargets, decodeCookies, detectImportFormat, importConfiguration, lintProject, renderExport }
  from './core/formats/index.ts';
export { DIGESTS } from './core/app/digests.ts';
export { explain } from './core/app/explain-request.ts';
export { loadCookieJudge, refusalOf } from './core/sessions/index.ts';
`;

/**
 * Lets the fixture's client ask the real core (renderer/fixtures/core-answers.ts), so that pictures show its own
 * words: exports, lints, comparisons, imports, cookies.
 *
 * @returns {Promise<(page: import('@playwright/test').Page) => Promise<void>>} for each page, before it is opened
 */
export async function coreAnswers() {
  await mkdir(path.dirname(outfile), { recursive: true });
  await build({
    stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const core = await import(pathToFileURL(outfile).href);
  await rm(outfile);
  const judge = await core.loadCookieJudge();
  /** @type {Record<string, (project: unknown, params: any) => unknown>} */
  const answers = {
    'export.render': (project, { format, comments }) =>
      core.succeed(core.renderExport(project, format, { comments: comments ?? true })),
    'project.lint': (project) => core.succeed({ findings: core.lintProject(project), revision: 3 }),
    'targets.compare': (project) => core.succeed(core.compareTargets(project)),
    'cookie.decode': (project, { text, keys }) =>
      core.succeed(core.decodeCookies(text, project, keys ?? [], core.DIGESTS)),
    'cookie.judge': (_project, { lines, host, isTls, userAgent }) =>
      core.succeed({
        refusals: lines.map(
          (/** @type {string} */ line) =>
            core.refusalOf(line, { host, isTls, userAgent }, judge)?.because ?? null,
        ),
      }),
    'decision.explain': (project, params) => core.explain(project, params),
    'config.import': (_project, { format, text, fileName }) =>
      core.succeed(
        core.importConfiguration(format ?? core.detectImportFormat(text), {
          text,
          fileName: fileName ?? 'pasted.conf',
          includes: null,
        }),
      ),
  };
  return async (page) => {
    await page.exposeFunction(
      'routepinCore',
      (/** @type {string} */ name, /** @type {unknown} */ params, /** @type {unknown} */ project) =>
        answers[name]?.(project, params) ?? null,
    );
  };
}
