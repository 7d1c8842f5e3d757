import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SMALLEST } from '../../build/docs/project-file.mjs';
import { type Backend, startBackend } from '../support/backend.ts';
import { freePort } from '../support/free-port.ts';
import { commandBlocks } from '../support/markdown.ts';

/**
 * What README.md and build/docs tell people to type, typed: each block marked `run`, in a folder with a project called
 * shop.routepin.json, by a shell that finds `routepin`. The ports that the documents name are exchanged for free ones;
 * a `routepin serve` runs until its block is over.
 */

const root = path.resolve(import.meta.dirname, '../..');
const docs = path.join(root, 'build/docs');
const pages = [
  path.join(root, 'README.md'),
  ...(await readdir(docs)).filter((name) => name.endsWith('.md')).map((name) => path.join(docs, name)),
];
const blocks = (
  await Promise.all(
    pages.map(async (page) =>
      commandBlocks(await readFile(page, 'utf8'))
        .filter(({ kind }) => kind === 'run')
        .map((block, index) => ({ ...block, name: `${path.relative(root, page)}, block ${index + 1}` })),
    ),
  )
).flat();

let folder: string;
let backends: Backend[];
let ports: Map<string, number>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-documents-'));
  await mkdir(path.join(folder, 'bin'));
  await symlink(path.join(root, 'dist/cli/routepin.js'), path.join(folder, 'bin/routepin'));
  // Some commands are scripts of the checkout.
  await cp(path.join(root, 'build/package'), path.join(folder, 'build/package'), { recursive: true });
  await writeFile(path.join(folder, 'shop.routepin.json'), SMALLEST);
  backends = [await startBackend('one'), await startBackend('two')];
  ports = new Map([
    ['8081', backends[0]?.port ?? 0],
    ['8082', backends[1]?.port ?? 0],
    ['8080', await freePort()],
  ]);
});
afterAll(async () => {
  await Promise.all((backends ?? []).map((backend) => backend.close()));
  await rm(folder, { recursive: true, force: true });
});

test('there are such blocks', () => {
  expect(blocks.length).toBeGreaterThan(3);
});

describe('typed as it stands', () => {
  test.each([
    ['a command that does not exist', ['routepin exprot shop.routepin.json'], []],
    ['an option that does not exist', ['routepin check --nothing shop.routepin.json'], []],
    ['another exit code', ['routepin check shop.routepin.json   # ends with 1'], []],
    ['words that are not printed', ['routepin check shop.routepin.json'], ['no such words']],
  ])('%s would be noticed', async (_name, lines, expected) => {
    expect(await typed(lines, expected)).not.toBe(true);
  });

  test.each(blocks)('$name', async ({ lines, expected }) => {
    expect(await typed(lines, expected)).toBe(true);
  });
});

/** Types the lines; true when they end well and print what is expected, else all that they said. */
async function typed(lines: readonly string[], expected: readonly string[]): Promise<true | string> {
  const script = lines
    .map(endsWith)
    .map(serveBehind)
    .join('\n')
    .replace(/\b80(80|81|82)\b/g, (port) => String(ports.get(port)));
  const { code, output } = await shell(script);
  const missing = expected.filter((text) => !output.includes(text));
  return code === 0 && missing.length === 0
    ? true
    : `code ${code}, missing ${missing.join('; ')}:\n${output}`;
}

/** `# ends with 1` behind a command: that is its exit code, and as it should be. */
function endsWith(line: string): string {
  const [, command, code] = /^(.*\S)\s+# ends with (\d+)$/.exec(line) ?? [];
  return command === undefined ? line : `code=0; ${command} || code=$?; [ $code = ${code} ]`;
}

/** A server is started behind, and waited for until it says that it listens. */
function serveBehind(line: string): string {
  if (!/^routepin serve\b/.test(line)) return line;
  const started = `${line} --listen 127.0.0.1:8080 --no-ui --json > serve.log 2>&1 & served=$!`;
  return `${started}\ntrap 'kill $served' EXIT\nuntil grep -q '"ready"' serve.log; do kill -0 $served; sleep 0.1; done`;
}

function shell(script: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-u', '-c', script], {
      cwd: folder,
      env: { ...process.env, PATH: `${path.join(folder, 'bin')}:${process.env.PATH}` },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
}
