import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyMend, NOTHING_SEEN, type Project } from '../../../../core/contract/index.ts';
import { renderExport } from '../../../../core/formats/index.ts';
import { lintProject, PROJECT_LINTS } from '../../../../core/formats/lints/index.ts';
import {
  checkApacheConfig,
  findApache,
  harnessConfig,
  makeApacheFolder,
  type RunningApache,
  removeFolder,
  startApache,
} from '../../../support/apache.ts';
import { changed, LINT_CASES, type LintCase } from './cases.ts';
import { clearStages, openForApache, type Stage, setStages } from './stage.ts';
import { SYMPTOMS } from './symptoms.ts';

const install = findApache();
const CHROMIUM = process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium';
const MODULES = [
  ...['proxy', 'proxy_http', 'proxy_balancer', 'slotmem_shm', 'proxy_hcheck', 'watchdog', 'headers'],
  ...['lbmethod_byrequests', 'lbmethod_bytraffic', 'lbmethod_bybusyness'],
];
const CASES = Object.entries(LINT_CASES);

test('every lint has a symptom to show', () => {
  expect(Object.keys(SYMPTOMS).sort()).toEqual(PROJECT_LINTS.map(({ id }) => id).sort());
});

/**
 * Each project that a lint complains of is exported and run by a real Apache, beside the same project mended: the one
 * shows the symptom, the other does not. One Apache runs them all, each on ports and backends of its own.
 */
describe.skipIf(install === undefined || !existsSync(CHROMIUM))(
  'beside a real Apache and a real Chromium',
  () => {
    if (install === undefined) return;
    let folder = '';
    let apache: RunningApache | undefined;
    let browser: Browser | undefined;
    let stages: readonly Stage[] = [];
    let page: Page | undefined;

    /** One page for all cases: what the browser kept for the last one is gone. */
    const freshPage = async (): Promise<Page> => {
      browser ??= await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--host-resolver-rules=MAP *.test 127.0.0.1'],
      });
      page ??= await browser.newPage();
      await page.context().clearCookies();
      return page;
    };

    beforeAll(async () => {
      folder = await makeApacheFolder();
      stages = await setStages(CASES.flatMap((_, index) => [`broken${index}x`, `mended${index}x`]));
      const texts = CASES.flatMap(([id, lintCase], index) => {
        const broken = stageOf(index, 0);
        const mended = stageOf(index, 1);
        return [
          projectText(brokenProject(lintCase, broken)),
          projectText(mendedProject(id, lintCase, mended)),
        ];
      });
      const ports = [
        ...new Set(
          texts.flatMap((text) =>
            [...text.matchAll(/<VirtualHost 127\.0\.0\.1:(\d+)>/g)].map(([, port]) => Number(port)),
          ),
        ),
      ];
      await openForApache(stages);
      apache = await startApache({
        install,
        folder,
        ports,
        config: harnessConfig({
          ...{ install, folder, modules: MODULES, site: texts.join('\n') },
          logLevel: 'warn proxy_hcheck:info',
        }),
      });
    });
    afterAll(async () => {
      await browser?.close();
      await apache?.stop();
      await clearStages(stages);
      await removeFolder(folder);
    });

    const stageOf = (index: number, side: 0 | 1): Stage => {
      const stage = stages[index * 2 + side];
      if (stage === undefined) throw new Error('no stage');
      return stage;
    };

    /**
     * What Apache said of a case: in its log since `before` (a health check may have spoken earlier, and names the
     * member), and of its configuration alone, before it serves anything.
     */
    const wordsOf = async (id: string, index: number, before: string): Promise<string> => {
      const lintCase = LINT_CASES[id];
      if (lintCase === undefined) return '';
      const { at, a } = stageOf(index, 0);
      const log = (await apache?.errorLog()) ?? '';
      const ofMember = log.split('\n').filter((line) => line.includes(`:${a.port}`));
      const site = renderExport(changed(at, lintCase.broken(at)), 'apache').text;
      const config = harnessConfig({ install, folder, modules: MODULES, site });
      const { output } = await checkApacheConfig(install, folder, config);
      return [log.slice(before.length), ...ofMember, output].join('\n');
    };

    test.each(CASES.map(([id], index) => [id, index] as const))('%s', async (id, index) => {
      const symptom = SYMPTOMS[id];
      if (symptom === undefined) throw new Error('no symptom');
      const code = PROJECT_LINTS.find((lint) => lint.id === id)?.logCode;
      const before = (await apache?.errorLog()) ?? '';
      expect(await symptom(stageOf(index, 0), freshPage)).toBe(true);
      if (code !== undefined) expect(await wordsOf(id, index, before)).toContain(code);
      expect(await symptom(stageOf(index, 1), freshPage)).toBe(false);
    });
  },
);

function brokenProject(lintCase: LintCase, { at }: Stage): Project {
  return changed(at, lintCase.broken(at));
}

/** The same done right: as the case says, or as the lint's own mends make it. */
function mendedProject(id: string, lintCase: LintCase, { at }: Stage): Project {
  if (lintCase.twin !== undefined) return changed(at, lintCase.twin(at));
  const seen = { ...NOTHING_SEEN, ...lintCase.seen?.(at) };
  let project = changed(at, lintCase.broken(at));
  for (;;) {
    const mend = lintProject(project, seen).find((finding) => finding.id === id)?.mend ?? null;
    if (mend === null) return project;
    const made = applyMend(project, mend);
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    project = made.value;
  }
}

/**
 * The export with its balancers inside its sites: at the top every one of the other hundred sites would inherit them,
 * with shared memory and health checks of its own (BalancerInherit).
 */
function projectText(project: Project): string {
  const { text } = renderExport(project, 'apache', { comments: false });
  const sections = text.match(/^<Proxy [\s\S]*?^<\/Proxy>$/gm) ?? [];
  return text
    .replace(/^<Proxy [\s\S]*?^<\/Proxy>$/gm, '')
    .replace(/^<VirtualHost .*$/gm, (line) => `${line}\n${sections.join('\n')}`);
}
