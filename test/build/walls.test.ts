import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * The walls of DESIGN.md §2, broken on purpose. A copy of our own rules judges a small tree in which every file
 * breaks one wall (and some break none); one run of the linter and one of the compiler answer for all of them.
 */

const root = path.resolve(import.meta.dirname, '../..');
const exec = promisify(execFile);

interface Wall {
  readonly file: string;
  readonly code: string;
  /** Part of the message; null: nothing may be said about this file. */
  readonly says: string | null;
}

const IMPORT_WALLS: readonly Wall[] = [
  { file: 'core/contract/a.ts', code: "import '../decision/x.ts';", says: 'imports only zod' },
  { file: 'core/contract/b.ts', code: "import 'ws';", says: 'zod is the only package here' },
  { file: 'core/contract/c.ts', code: "import { z } from 'zod';\nexport const a = z.string();", says: null },
  { file: 'core/decision/a.ts', code: "import '../engine/x.ts';", says: 'say what to do next' },
  { file: 'core/decision/deep/a.ts', code: "import '../../wire/x.ts';", says: 'imports only core/contract' },
  { file: 'core/decision/b.ts', code: "import 'node:fs';", says: 'no I/O, clock or packages' },
  { file: 'core/decision/c.ts', code: "import '@scope/name/deep.js';", says: 'no I/O, clock or packages' },
  { file: 'core/decision/d.ts', code: "import '../index.ts';", says: 'way in from outside' },
  {
    file: 'core/decision/e.ts',
    code: "export const load = () => import('../engine/x.ts');",
    says: 'say what to',
  },
  {
    file: 'core/decision/f.ts',
    code: "export type { A } from '../sessions/x.ts';",
    says: 'say what to do next',
  },
  {
    file: 'core/decision/g.ts',
    code: "import '../contract/index.ts';\nimport './lbmethods/x.ts';",
    says: null,
  },
  { file: 'core/decision/h.ts', code: "import '../contract/project.ts';", says: 'one door' },
  { file: 'core/wire/a.ts', code: "import '../decision/x.ts';", says: 'bytes in, message events out' },
  { file: 'core/formats/a.ts', code: "import '../wire/x.ts';", says: 'text in, text out' },
  { file: 'core/engine/a.ts', code: "import '../sessions/x.ts';", says: 'take a callback' },
  { file: 'core/engine/b.ts', code: "import 'electron';", says: 'plain Node' },
  { file: 'core/engine/c.ts', code: "import '../../renderer/x.ts';", says: 'plain Node' },
  {
    file: 'core/engine/d.ts',
    code: "import '../decision/index.ts';\nimport '../wire/index.ts';\nimport 'ws';",
    says: null,
  },
  { file: 'core/engine/e.ts', code: "import '../app/x.ts';", says: 'let core/app tie the rooms' },
  { file: 'core/engine/f.ts', code: "import '../../test/support/x.ts';", says: 'never imports tests' },
  { file: 'core/sessions/a.ts', code: "import '../engine/x.ts';", says: 'core/engine holds the sockets' },
  { file: 'core/rehearsal/a.ts', code: "import '../engine/x.ts';", says: 'what core/app hands in' },
  { file: 'core/rehearsal/b.ts', code: "import 'node:http';", says: 'no I/O, clock or packages' },
  {
    file: 'core/rehearsal/c.ts',
    code: "import '../contract/index.ts';\nimport 'tough-cookie';\nimport 'diff';",
    says: null,
  },
  { file: 'core/app/rehearsal.ts', code: "import '../rehearsal/run.ts';", says: 'A room has one door' },
  { file: 'core/app/a.ts', code: "import '../cli/x.ts';", says: 'below the CLI' },
  { file: 'core/app/door.ts', code: "import '../sessions/sessions.ts';", says: 'A room has one door' },
  { file: 'core/engine/door.ts', code: "import '../decision/candidates.ts';", says: 'A room has one door' },
  { file: 'core/app/b.ts', code: "import '../engine/x.ts';\nimport '../sessions/index.ts';", says: null },
  { file: 'core/host/a.ts', code: "import '../engine/x.ts';", says: 'what this machine knows' },
  {
    file: 'core/host/b.ts',
    code: "import '../app/routepin-api.ts';\nimport '../contract/index.ts';\nimport 'node:fs';",
    says: null,
  },
  { file: 'core/parity/a.ts', code: "import '../app/x.ts';", says: 'beside a real Apache' },
  { file: 'core/parity/b.ts', code: "import '../engine/x.ts';", says: 'A room has one door' },
  {
    file: 'core/parity/c.ts',
    code: "import '../engine/index.ts';\nimport '../formats/index.ts';\nimport '../host/x.ts';\nimport 'node:fs';",
    says: null,
  },
  { file: 'core/host/c.ts', code: "import '../parity/index.ts';", says: 'what this machine knows' },
  { file: 'core/engine/h.ts', code: "import '../parity/index.ts';", says: 'let core/app tie the rooms' },
  { file: 'core/app/parity.ts', code: "import '../parity/x.ts';", says: 'A room has one door' },
  { file: 'core/engine/g.ts', code: "import '../host/x.ts';", says: 'let core/app tie the rooms' },
  { file: 'core/index.ts', code: "export { a } from './cli/x.ts';", says: 'The CLI stands on core/index.ts' },
  { file: 'core/cli/a.ts', code: "import '../engine/x.ts';", says: 'as any program would' },
  { file: 'core/cli/b.ts', code: "import '../index.ts';\nimport 'commander';", says: null },
  { file: 'electron/a.ts', code: "import '../core/engine/x.ts';", says: 'thin shell' },
  { file: 'electron/tabs/a.ts', code: "import '../../core/decision/x.ts';", says: 'thin shell' },
  { file: 'electron/b.ts', code: "import '../renderer/x.ts';", says: 'draws nothing' },
  {
    file: 'electron/c.ts',
    code: "import '../core/index.ts';\nimport '../core/contract/index.ts';",
    says: null,
  },
  { file: 'renderer/a.ts', code: "import '../core/decision/x.ts';", says: 'only as data' },
  { file: 'renderer/b.ts', code: "import '../core/index.ts';", says: 'only as data' },
  { file: 'renderer/screens/live/c.ts', code: "import '../../../electron/x.ts';", says: 'ordinary browser' },
  { file: 'renderer/d.ts', code: "import 'node:path';", says: 'ordinary browser' },
  { file: 'renderer/e.ts', code: "import 'electron';", says: 'ordinary browser' },
  {
    file: 'renderer/screens/sessions/f.ts',
    code: "import '../../../core/contract/index.ts';\nimport '../sessions/g.ts';\nimport 'react';",
    says: null,
  },
];

const CLOCK_WALLS: readonly Wall[] = [
  { file: 'core/decision/now.ts', code: 'export const at = Date.now();', says: 'No clock' },
  { file: 'core/decision/date.ts', code: 'export const at = new Date();', says: 'No clock' },
  { file: 'core/wire/date.ts', code: 'export const at = new Date;', says: 'No clock' },
  { file: 'core/contract/date.ts', code: 'export const at = Date();', says: 'No clock' },
  { file: 'core/formats/random.ts', code: 'export const dice = Math.random();', says: 'No chance' },
  { file: 'core/decision/random.ts', code: 'export const dice = Math.random;', says: 'No chance' },
  { file: 'core/formats/given.ts', code: 'export const text = (ms: number) => new Date(ms);', says: null },
  { file: 'core/engine/now.ts', code: 'export const at = Date.now();', says: null },
];

/** What `lib` and `types` keep out of a room, also where no import is needed. */
const TYPE_WALLS: readonly Wall[] = [
  { file: 'core/decision/types/timer.ts', code: 'setTimeout(() => {}, 1);', says: "'setTimeout'" },
  { file: 'core/decision/types/env.ts', code: 'export const e = process.env;', says: "'process'" },
  { file: 'core/decision/types/perf.ts', code: 'export const n = performance.now();', says: "'performance'" },
  { file: 'core/decision/types/fs.ts', code: "export * from 'node:fs';", says: "'node:fs'" },
  { file: 'core/decision/types/index.ts', code: 'export const a = [1][0] ?? 0;', says: null },
  { file: 'core/decision/types/enum.ts', code: 'export enum A { B }', says: 'erasableSyntaxOnly' },
  { file: 'core/decision/types/unchecked.ts', code: 'export const a: number = [1][0];', says: 'undefined' },
  { file: 'core/wire/types/buffer.ts', code: 'export const b = Buffer.alloc(1);', says: "'Buffer'" },
  { file: 'core/formats/types/url.ts', code: "export const u = new URL('http://a');", says: "'URL'" },
  { file: 'core/contract/types/fetch.ts', code: "export const f = fetch('http://a');", says: "'fetch'" },
  { file: 'core/engine/types/dom.ts', code: 'export const d = document.title;', says: "'document'" },
  { file: 'core/engine/types/node.ts', code: 'export const b = Buffer.alloc(1);', says: null },
  { file: 'renderer/types/node.ts', code: 'export const e = process.env;', says: "'process'" },
  { file: 'renderer/types/dom.ts', code: 'export const d = document.title;', says: null },
];

let tree: string;
let said: ReadonlyMap<string, string>;

beforeAll(async () => {
  tree = await mkdtemp(path.join(os.tmpdir(), 'routepin-walls-'));
  for (const rules of ['biome.json', 'build/lint']) {
    await cp(path.join(root, rules), path.join(tree, rules), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  for (const { file, code } of [...IMPORT_WALLS, ...CLOCK_WALLS, ...TYPE_WALLS]) {
    const target = path.join(tree, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, `${code}\n`);
  }
  const rooms = new Set(TYPE_WALLS.map(({ file }) => file.split('/types/')[0] ?? ''));
  const [linted, ...compiled] = await Promise.all([lint(), ...[...rooms].map((room) => compile(room))]);
  said = new Map([...linted, ...compiled.flatMap((lines) => [...lines])]);
}, 60_000);

afterAll(() => rm(tree, { recursive: true, force: true }));

/** Everything the linter says of our walls, by file. */
async function lint(): Promise<ReadonlyMap<string, string>> {
  const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json'];
  const rules = ['--only=style/noRestrictedImports', '--only=plugin'];
  const { stdout } = await outputOf(path.join(root, 'node_modules/@biomejs/biome/bin/biome'), [
    ...args,
    ...rules,
    'core',
    'electron',
    'renderer',
  ]);
  const report = JSON.parse(stdout) as {
    diagnostics: readonly { category: string; message: unknown; location: { path: string } }[];
  };
  return gather(report.diagnostics.map((found) => [found.location.path, JSON.stringify(found)]));
}

/** What the compiler says with the options of a room. */
async function compile(room: string): Promise<ReadonlyMap<string, string>> {
  const name = path.basename(room);
  const config = path.join(tree, `tsconfig.${name}.json`);
  const extended = path.join(root, `build/tsconfig.${name}.json`);
  const include = [path.join(tree, room, 'types')];
  await writeFile(
    config,
    JSON.stringify({
      extends: extended,
      compilerOptions: { incremental: false, tsBuildInfoFile: null },
      include,
    }),
  );
  const { stdout } = await outputOf(path.join(root, 'node_modules/typescript/bin/tsc'), ['-p', config]);
  const found = stdout.matchAll(/^(\S+)\(\d+,\d+\): error (.*)$/gm);
  return gather([...found].map(([, file = '', message = '']) => [file, message]));
}

async function outputOf(script: string, args: readonly string[]): Promise<{ stdout: string }> {
  // Both tools end with an error when they find something, which is what we are here for.
  return exec(process.execPath, [script, ...args], { cwd: tree, maxBuffer: 1 << 26 }).catch((error) => error);
}

function gather(found: readonly (readonly [file: string, message: string])[]): Map<string, string> {
  const byFile = new Map<string, string>();
  for (const [file, message] of found) byFile.set(file, `${byFile.get(file) ?? ''}${message}\n`);
  return byFile;
}

describe.each([
  ['imports', IMPORT_WALLS],
  ['clock and chance', CLOCK_WALLS],
  ['surroundings', TYPE_WALLS],
])('wall: %s', (_name, walls) => {
  test.each(walls)('$file: $code', ({ file, says }) => {
    if (says === null) expect(said.get(file) ?? '').toBe('');
    else expect(said.get(file) ?? 'nothing').toContain(says);
  });
});
