import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFIGURATION_LINTS } from '../../../../core/formats/lints/index.ts';
import {
  checkApacheConfig,
  findApache,
  harnessConfig,
  makeApacheFolder,
  type RunningApache,
  removeFolder,
  startApache,
} from '../../../support/apache.ts';
import { CONFIGURATION_CASES } from './configuration-cases.ts';
import { CHECKED_SYMPTOMS, SERVED_SYMPTOMS, START_SYMPTOMS } from './configuration-symptoms.ts';
import { clearStages, openForApache, type Stage, setStages } from './stage.ts';

const install = findApache();
const MODULES = ['proxy', 'proxy_http', 'proxy_balancer', 'slotmem_shm', 'lbmethod_byrequests', 'headers'];
const SERVED = Object.keys(SERVED_SYMPTOMS);

test('every lint of configurations has a symptom to show', () => {
  const shown = [SERVED_SYMPTOMS, CHECKED_SYMPTOMS, START_SYMPTOMS].flatMap((list) => Object.keys(list));
  expect(shown.sort()).toEqual(CONFIGURATION_LINTS.map(({ id }) => id).sort());
});

describe.skipIf(install === undefined)('beside a real Apache', () => {
  if (install === undefined) return;
  let folder = '';
  let stages: readonly Stage[] = [];
  let apache: RunningApache | undefined;

  const stageAt = (index: number): Stage => {
    const stage = stages[index];
    if (stage === undefined) throw new Error('no stage');
    return stage;
  };
  const textOf = (id: string, side: 'broken' | 'twin', stage: Stage): string => {
    const text = CONFIGURATION_CASES[id]?.[side](stage.at);
    if (text === undefined) throw new Error(`no case for ${id}`);
    return text;
  };

  beforeAll(async () => {
    folder = await makeApacheFolder();
    stages = await setStages([
      ...SERVED.flatMap((_, index) => [`broken${index}x`, `twin${index}x`]),
      'alone',
    ]);
    const site = SERVED.map(
      (id, index) => textOf(id, 'broken', stageAt(2 * index)) + textOf(id, 'twin', stageAt(2 * index + 1)),
    ).join('\n');
    const ports = stages.slice(0, -1).map(({ port }) => port);
    await openForApache(stages);
    apache = await startApache({
      install,
      folder,
      ports,
      config: harnessConfig({ install, folder, site, modules: MODULES }),
    });
  });
  afterAll(async () => {
    await apache?.stop();
    await clearStages(stages);
    await removeFolder(folder);
  });

  test.each(SERVED.map((id, index) => [id, index] as const))('%s', async (id, index) => {
    expect(await SERVED_SYMPTOMS[id]?.(stageAt(2 * index))).toBe(true);
    expect(await SERVED_SYMPTOMS[id]?.(stageAt(2 * index + 1))).toBe(false);
  });

  test.each(Object.entries(CHECKED_SYMPTOMS))('%s: apache2 -t says so', async (id, words) => {
    const says = async (side: 'broken' | 'twin'): Promise<string> => {
      const site = textOf(id, side, stageAt(stages.length - 1));
      return (
        await checkApacheConfig(install, folder, harnessConfig({ install, folder, site, modules: MODULES }))
      ).output;
    };
    expect(await says('broken')).toContain(words);
    expect(await says('twin')).not.toContain(words);
  });

  test.each(Object.entries(START_SYMPTOMS))(
    '%s: the syntax is fine and the start dies',
    async (id, { code, module }) => {
      const own = await makeApacheFolder();
      const stage = stageAt(stages.length - 1);
      // The harness loads the modules: with the paths of this machine, and all but the one.
      const site = textOf(id, 'twin', stage).replace(/^LoadModule .*\n/gm, '');
      const config = (modules: readonly string[]) => harnessConfig({ install, folder: own, site, modules });
      const without = config(MODULES.filter((name) => name !== module));
      try {
        expect(await checkApacheConfig(install, own, without)).toMatchObject({ ok: true });
        await expect(
          startApache({ install, folder: own, config: without, ports: [stage.port] }),
        ).rejects.toThrow(code);
        const whole = await startApache({
          install,
          folder: own,
          config: config(MODULES),
          ports: [stage.port],
        });
        await whole.stop();
      } finally {
        await removeFolder(own);
      }
    },
  );
});
