import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  fail,
  type Project,
  type ProjectFileView,
  parseProject,
  renderProject,
  succeed,
  type Trouble,
} from '../../../core/contract/index.ts';
import type { Notice } from '../../../electron/notices.ts';
import {
  createProjectFiles,
  EMPTY_PROJECT,
  fileNameOf,
  type ProjectFiles,
} from '../../../electron/project/project-files.ts';
import type { Questions } from '../../../electron/project/questions.ts';
import { narrowListens, wideListens } from '../../../electron/project/wide-listen.ts';
import { openSettings, type SettingsStore } from '../../../electron/settings/settings-store.ts';

function shop(listen = '127.0.0.1:8080', name = 'shop'): Project {
  const parsed = parseProject({
    version: 1,
    name,
    balancers: [{ name: 'lb', members: [{ url: 'http://127.0.0.1:13001', route: '1' }] }],
    sites: [{ name: 'shop', listen, proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** The core as far as files need it: holds a project, and can be told that a port is taken. */
class FakeCore {
  project: Project = EMPTY_PROJECT;
  file: ProjectFileView | null = null;
  takenListen: string | null = null;
  takenMessage = '8080 is taken by java (4121)';
  isBalancing = true;

  async loadProject(project: Project, file: ProjectFileView) {
    const taken = project.sites.some(({ listen }) => listen === this.takenListen);
    if (this.isBalancing && taken) {
      const trouble: Trouble = { code: 'listen-failed', message: this.takenMessage };
      return fail(trouble);
    }
    this.project = project;
    this.file = file;
    return succeed(null);
  }
  setProjectFile(file: ProjectFileView) {
    this.file = file;
  }
  async execute(name: string, params: unknown) {
    expect(name).toBe('balancing.set');
    this.isBalancing = (params as { on: boolean }).on;
    return succeed(params);
  }
}

let folder: string;
let core: FakeCore;
let files: ProjectFiles;
let settings: SettingsStore;
let notices: Notice[];
let asked: string[];
let answers: Partial<Record<keyof Questions, unknown>>;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-project-'));
  core = new FakeCore();
  notices = [];
  asked = [];
  answers = {};
  settings = await openSettings(path.join(folder, 'settings'), () => {});
  // Every question is recorded and has to have been expected by the test.
  const questions = new Proxy({} as Questions, {
    get: (_target, name: keyof Questions) => async () => {
      asked.push(name);
      if (!(name in answers)) throw new Error(`nobody expected the question ${name}`);
      return answers[name];
    },
  });
  files = createProjectFiles({
    routepin: core,
    questions,
    settings,
    raiseNotice: (notice) => notices.push(notice),
    onRecent: () => {},
  });
});
afterEach(async () => {
  files.close();
  await settings.flush();
  await rm(folder, { recursive: true, force: true });
});

const inFolder = (name: string) => path.join(folder, name);

describe('opening', () => {
  test('loads the project, remembers it, and nothing is unsaved', async () => {
    const file = inFolder('shop.routepin.json');
    await writeFile(file, renderProject(shop()));
    expect(await files.openFile(file)).toEqual(
      succeed({ name: 'shop.routepin.json', folder, unsaved: false }),
    );
    expect(core.project).toEqual(shop());
    expect(settings.current.lastProject).toBe(file);
    expect(files.isUnsaved).toBe(false);
    expect(asked).toEqual([]);
  });

  test('a file with five mistakes: five findings, nothing changed, nothing written', async () => {
    const text = JSON.stringify({
      version: 2,
      name: '',
      balancers: [{ name: 'l b', members: [{ url: 'nope', route: '1', colour: 'red' }] }],
      sites: [],
    });
    const file = inFolder('bad.routepin.json');
    await writeFile(file, text);
    const opened = await files.openFile(file);
    expect(opened.ok ? [] : opened.error.problems).toHaveLength(5);
    expect(core.project).toBe(EMPTY_PROJECT);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(settings.current.recent).toEqual([]);
  });

  test('a file that is gone leaves the recent list', async () => {
    const file = inFolder('shop.routepin.json');
    await writeFile(file, renderProject(shop()));
    await files.openFile(file);
    await rm(file);
    const opened = await files.openFile(file);
    expect(opened.ok ? '' : opened.error.message).toContain('does not exist');
    expect(settings.current.recent).toEqual([]);
  });

  test('a folder is not a project', async () => {
    const opened = await files.openFile(folder);
    expect(opened.ok ? '' : opened.error.code).toBe('file-failed');
  });

  test('when its port is taken it opens without balancing, and says so', async () => {
    const file = inFolder('shop.routepin.json');
    await writeFile(file, renderProject(shop()));
    core.takenListen = '127.0.0.1:8080';
    expect((await files.openFile(file)).ok).toBe(true);
    expect(core.project.name).toBe('shop');
    expect(core.isBalancing).toBe(false);
    expect(notices[0]?.text).toContain('taken by java (4121)');
  });

  describe('a port that was free yesterday: its holder is named and a free one offered', () => {
    const open = async (answer: string) => {
      const file = inFolder('shop.routepin.json');
      await writeFile(file, renderProject(shop()));
      core.takenListen = '127.0.0.1:8080';
      core.takenMessage = '127.0.0.1:8080 is in use by java (4121)';
      answers.portTaken = answer;
      return files.openFile(file);
    };

    test('taken: the project listens there, which is an edit that nobody has saved', async () => {
      expect(await open('free')).toMatchObject({ ok: true, value: { unsaved: true } });
      expect(core.project.sites[0]?.listen).toMatch(/^127\.0\.0\.1:(?!8080$)\d+$/);
      expect(core.isBalancing).toBe(true);
      expect(await readFile(inFolder('shop.routepin.json'), 'utf8')).toContain('127.0.0.1:8080');
      expect(notices).toEqual([]);
    });

    test('declined: it opens without balancing, and a word says whose port it is', async () => {
      expect(await open('without')).toMatchObject({ ok: true, value: { unsaved: false } });
      expect(core.isBalancing).toBe(false);
      expect(notices[0]?.text).toContain('in use by java (4121)');
    });

    test('cancelled: what was open stays', async () => {
      expect(await open('cancel')).toEqual(succeed(null));
      expect(core.project).toBe(EMPTY_PROJECT);
      expect(core.isBalancing).toBe(true);
    });
  });
});

describe('a listen that other machines could reach is asked about first (DESIGN.md §8)', () => {
  const open = async (listen: string) => {
    const file = inFolder('wide.routepin.json');
    await writeFile(file, renderProject(shop(listen)));
    return files.openFile(file);
  };

  test.each(['0.0.0.0:8080', '*:8080', '[::]:8080', '192.168.1.2:8080', 'myhost:8080'])(
    '%s is narrowed when wished, and that is an unsaved edit',
    async (listen) => {
      answers.wideListen = 'loopback';
      expect(await open(listen)).toMatchObject({ ok: true, value: { unsaved: true } });
      expect(core.project.sites[0]?.listen).toBe('127.0.0.1:8080');
      expect(files.isUnsaved).toBe(true);
    },
  );

  test.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'shop.localhost:80', '127.8.8.8:1'])(
    '%s is not asked about',
    async (listen) => {
      expect(await open(listen)).toMatchObject({ ok: true, value: { unsaved: false } });
      expect(asked).toEqual([]);
    },
  );

  test('cancelling opens nothing', async () => {
    answers.wideListen = 'cancel';
    expect(await open('0.0.0.0:8080')).toEqual(succeed(null));
    expect(core.project).toBe(EMPTY_PROJECT);
  });

  test('a yes is remembered for this file with this listen, and for no other', async () => {
    answers.wideListen = 'as-written';
    await open('0.0.0.0:8080');
    await open('0.0.0.0:8080');
    expect(asked).toEqual(['wideListen']);
    await open('0.0.0.0:8081');
    expect(asked).toEqual(['wideListen', 'wideListen']);
    expect(core.project.sites[0]?.listen).toBe('0.0.0.0:8081');
  });

  test('only wide listens are narrowed', () => {
    const project = shop('[::1]:8080');
    expect(wideListens(project)).toEqual([]);
    expect(narrowListens(project)).toEqual(project);
  });
});

describe('saving', () => {
  test('a new project asks where, gets the ending, and is reopened as it was', async () => {
    core.project = shop();
    expect(files.isUnsaved).toBe(true);
    answers.chooseFileToSave = inFolder('mine');
    expect(await files.save()).toEqual(succeed({ name: 'mine.routepin.json', folder, unsaved: false }));
    expect(core.file?.unsaved).toBe(false);
    core.project = EMPTY_PROJECT;
    answers.unsavedEdits = 'discard';
    await files.openFile(inFolder('mine.routepin.json'));
    expect(core.project).toEqual(shop());
  });

  test('the version before is kept as .bak', async () => {
    core.project = shop();
    answers.chooseFileToSave = inFolder('shop.routepin.json');
    await files.save();
    core.project = shop('127.0.0.1:9090');
    await files.save();
    expect(JSON.parse(await readFile(inFolder('shop.routepin.json.bak'), 'utf8'))).toEqual(shop());
    expect(JSON.parse(await readFile(inFolder('shop.routepin.json'), 'utf8'))).toEqual(
      shop('127.0.0.1:9090'),
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a broken file is never written over, neither by Save nor by Save as', async () => {
    core.project = shop();
    answers.chooseFileToSave = inFolder('shop.routepin.json');
    await files.save();
    await writeFile(inFolder('shop.routepin.json'), '{"version": 1, half');
    core.project = shop('127.0.0.1:9090');
    for (const save of [files.save, files.saveAs]) {
      const saved = await save();
      expect(saved.ok ? '' : saved.error.message).toContain('not written over');
    }
    expect(await readFile(inFolder('shop.routepin.json'), 'utf8')).toBe('{"version": 1, half');
    answers.chooseFileToSave = inFolder('httpd.conf');
    await writeFile(inFolder('httpd.conf'), 'Listen 80');
    expect((await files.saveAs()).ok).toBe(false);
    expect(await readFile(inFolder('httpd.conf'), 'utf8')).toBe('Listen 80');
  });

  test('a file that somebody else changed is asked about', async () => {
    core.project = shop();
    answers.chooseFileToSave = inFolder('shop.routepin.json');
    await files.save();
    files.close();
    await writeFile(inFolder('shop.routepin.json'), renderProject(shop('127.0.0.1:7070')));
    core.project = shop('127.0.0.1:9090');
    answers.overwriteChanged = 'cancel';
    expect(await files.save()).toEqual(succeed(null));
    expect(JSON.parse(await readFile(inFolder('shop.routepin.json'), 'utf8'))).toEqual(
      shop('127.0.0.1:7070'),
    );
    answers.overwriteChanged = 'overwrite';
    expect((await files.save()).ok).toBe(true);
    expect(JSON.parse(await readFile(inFolder('shop.routepin.json.bak'), 'utf8'))).toEqual(
      shop('127.0.0.1:7070'),
    );
  });

  test('a folder that cannot be written is a failure in words', async () => {
    core.project = shop();
    answers.chooseFileToSave = inFolder('missing/shop.routepin.json');
    const saved = await files.save();
    expect(saved.ok ? '' : saved.error.message).toContain('could not be saved');
    expect(files.isUnsaved).toBe(true);
  });

  test('changing one’s mind saves nothing', async () => {
    core.project = shop();
    answers.chooseFileToSave = null;
    expect(await files.save()).toEqual(succeed(null));
    expect(files.isUnsaved).toBe(true);
  });
});

describe('unsaved edits', () => {
  test.each([
    ['discard', true],
    ['cancel', false],
  ])('%s: going on is %s', async (answer, expected) => {
    core.project = shop();
    answers.unsavedEdits = answer;
    expect(await files.mayDiscard()).toBe(expected);
  });

  test('saving first goes on when it was saved, and stays when it was not', async () => {
    core.project = shop();
    answers.unsavedEdits = 'save';
    answers.chooseFileToSave = null;
    expect(await files.mayDiscard()).toBe(false);
    answers.chooseFileToSave = inFolder('shop.routepin.json');
    expect(await files.mayDiscard()).toBe(true);
    expect(await files.mayDiscard()).toBe(true);
    expect(asked.filter((name) => name === 'unsavedEdits')).toHaveLength(2);
  });

  test('a project that was opened without a file, such as the demo, is not unsaved', async () => {
    await files.openUnsaved(shop());
    expect(files.isUnsaved).toBe(false);
    core.project = shop('127.0.0.1:9090');
    expect(files.isUnsaved).toBe(true);
  });

  test('New asks, and keeps what is open on Cancel', async () => {
    core.project = shop();
    answers.unsavedEdits = 'cancel';
    const made = await files.newProject();
    expect(made.ok ? '' : made.error.code).toBe('cancelled');
    expect(core.project).toEqual(shop());
    answers.unsavedEdits = 'discard';
    expect((await files.newProject()).ok).toBe(true);
    expect(core.project).toEqual(EMPTY_PROJECT);
    expect(settings.current.lastProject).toBeNull();
  });
});

describe('the file changes on disk', () => {
  const openShop = async () => {
    await writeFile(inFolder('shop.routepin.json'), renderProject(shop()));
    await files.openFile(inFolder('shop.routepin.json'));
  };

  test('a valid change is offered and loaded', async () => {
    await openShop();
    answers.reloadChanged = true;
    await writeFile(inFolder('shop.routepin.json'), renderProject(shop('127.0.0.1:7070')));
    await vi.waitFor(() => expect(core.project).toEqual(shop('127.0.0.1:7070')), 5000);
    expect(asked).toEqual(['reloadChanged']);
  });

  test('a broken one is told, and what is open stays', async () => {
    await openShop();
    await writeFile(inFolder('shop.routepin.json'), '{');
    await vi.waitFor(() => expect(notices).toHaveLength(1), 5000);
    expect(notices[0]?.text).toContain('no valid project now');
    expect(core.project).toEqual(shop());
  });

  test('our own saving is no change', async () => {
    await openShop();
    core.project = shop('127.0.0.1:9090');
    await files.save();
    core.project = shop('127.0.0.1:9091');
    // What another program does afterwards is seen, so what came before has been looked at.
    await writeFile(inFolder('shop.routepin.json'), '{');
    await vi.waitFor(() => expect(notices).toHaveLength(1), 5000);
    expect(asked).toEqual([]);
  });
});

test.each([
  ['shop', 'shop'],
  ['a/b\\c:d', 'a-b-c-d'],
  ['..', 'project'],
  ['Größe 2', 'Größe 2'],
])('the file of the project %j is %j', (name, expected) => {
  expect(fileNameOf(name)).toBe(expected);
});
