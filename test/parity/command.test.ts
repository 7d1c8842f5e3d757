import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParityRow, ParitySummary, Project } from '../../core/contract/index.ts';
import { type BuiltCli, buildCli, type Finished, runCli } from '../support/routepin-cli.ts';
import { featureProject, shopProject } from './feature-project.ts';
import { leftovers, untilRunning } from './leftovers.ts';

/** `routepin parity` as a program, with the real Apache of this machine. */

let cli: BuiltCli;
let count = 0;

beforeAll(async () => {
  cli = await buildCli();
  // Apache answers as somebody else when root starts it, and has to reach its folder.
  await chmod(cli.folder, 0o755);
});
afterAll(() => cli.remove());

async function fileOf(project: Project): Promise<string> {
  const file = path.join(cli.folder, `project-${count++}.routepin.json`);
  await writeFile(file, JSON.stringify(project));
  return file;
}

test('a project of every feature agrees, and what was not compared is said', async () => {
  const file = await fileOf(featureProject());
  const { code, stdout, stderr } = await runCli(cli, ['parity', file, '--seed', '7', '--requests', '60']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // A member with retry=1 may come due between the two on a busy machine: that is left out, and said.
  expect(stdout).toMatch(/\d+ requests: \d+ equal, 0 different(, \d+ left out)? in [\d.]+ s; seed 7\n$/);
  expect(stdout).toMatch(/^ {2}equal +\d+x {2}a route that no member has$/m);
  for (const words of [
    '$.balancers[0].members[4].url: TLS to the member, because stand-ins speak plain HTTP',
    '$.balancers[0].members[5].hcmethod: health checks, because when one runs',
    '$.balancers[0].members[1].ping: ping of 0.01 s, because a busy machine',
    '$.balancers[1].timeout: waiting 30 s for a member, because',
    '$.balancers[1].members[0].retry: lost members of off, because with retry=0',
    '$.balancers[4]: balancer unused, because no proxyPass line leads to it',
  ]) {
    expect(stdout).toContain(words);
  }
});

test('--json: a row a line, the summary last; the same seed asks the same', async () => {
  const file = await fileOf(shopProject());
  const rowsOf = async () => {
    const { code, stdout } = await runCli(cli, ['parity', file, '--json', '--seed', '3', '--requests', '20']);
    expect(code).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; row?: ParityRow; summary?: ParitySummary });
  };
  const lines = await rowsOf();
  const last = lines.pop();
  expect(last).toMatchObject({
    event: 'parity.finished',
    summary: {
      apache: { program: expect.any(String), version: expect.stringMatching(/^2\.4/) },
      backends: 'stand-ins',
      seed: 3,
      different: 0,
      notCompared: [],
    },
  });
  expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(['parity.compared']));
  const rows = lines.map(({ row }) => row);
  expect(rows.map((row) => row?.index)).toEqual(rows.map((_, at) => at + 1));
  expect(new Set(rows.map((row) => row?.group))).toEqual(new Set(['cases', 'outages', 'random']));
  expect(rows.find((row) => row?.title === 'pinned to 2')).toMatchObject({
    kind: 'request',
    outcome: 'equal',
    request: { method: 'GET', site: 'shop', host: '127.0.0.1:8080', target: '/x', cookie: 'ROUTEID=.2' },
    apache: {
      status: 200,
      member: 'http://127.0.0.1:13002',
      route: '2',
      routeChanged: false,
      setCookies: [],
    },
    ours: { status: 200, member: 'http://127.0.0.1:13002', route: '2', routeChanged: false, setCookies: [] },
    differences: [],
    why: {
      apache: expect.arrayContaining([expect.stringMatching(/^AH01161: Found route 2/)]),
      ours: expect.arrayContaining(['Pinned to route 2']),
    },
  });
  expect(rows.filter((row) => row?.kind === 'change')[0]).toMatchObject({
    title: 'http://127.0.0.1:13001 stops answering',
  });
  const again = (await rowsOf()).map(({ row }) => row?.kind === 'request' && row.request.cookie);
  expect(again.slice(0, -1)).toEqual(rows.map((row) => row?.kind === 'request' && row.request.cookie));
});

describe('no Apache: exit code 2, and how to get one', () => {
  const fakes = {
    'that is missing': [null, 'there is no program at '],
    'of another version': [
      'echo "Server version: Apache/2.2.34 (Unix)"',
      'is Apache 2.2.34, and 2.4 is needed',
    ],
    'that is something else': ['echo hello', 'does not say that it is an Apache server'],
  } as const;
  test.each(Object.entries(fakes))('a program %s', async (_, [script, words]) => {
    const program = path.join(cli.folder, `httpd-${count++}`);
    if (script !== null) await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const file = await fileOf(shopProject());
    const { code, stdout, stderr } = await runCli(cli, ['parity', file, '--apache', program]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toContain('apt-get install apache2');
    expect(stderr).toContain('brew install httpd');
  });
});

test('a project without a way in is said to have nothing to compare', async () => {
  const file = await fileOf({ ...shopProject(), sites: [] });
  const { code, stderr } = await runCli(cli, ['parity', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('nothing was compared');
});

describe('nothing is left', () => {
  interface Ended extends Finished {
    readonly left: readonly string[];
  }

  /** Runs a long comparison, does something to it in the middle, and looks at what is left. */
  async function interrupt(act: (cliPid: number, apachePid: number) => void): Promise<Ended> {
    const folder = path.join(cli.folder, `tmp-${count++}`);
    await mkdir(folder, { mode: 0o755 });
    const file = await fileOf(shopProject());
    const args = [cli.file, 'parity', file, '--requests', '100000', '--json'];
    const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      const opened = await untilRunning(folder, () => child.exitCode !== null);
      // In the middle: it has compared something.
      while (!stdout.includes('"row"')) await new Promise((resolve) => setTimeout(resolve, 5));
      act(child.pid ?? 0, opened.apachePid);
      const code = await ended;
      return { code, stdout, stderr, left: await leftovers(folder, opened) };
    } finally {
      child.kill('SIGKILL');
    }
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('after %s', async (signal) => {
    const { code, stderr, left } = await interrupt((pid) => process.kill(pid, signal));
    expect({ code, left }).toEqual({ code: 130, left: [] });
    expect(stderr).toMatch(/cancelled after \d+ requests?; Apache and the stand-ins are gone/);
  });

  test('after two signals in a row', async () => {
    const { code, left } = await interrupt((pid) => {
      process.kill(pid, 'SIGINT');
      process.kill(pid, 'SIGTERM');
    });
    expect({ code, left }).toEqual({ code: 130, left: [] });
  });

  test('after Apache died, which is said', async () => {
    const { code, stderr, left } = await interrupt((_, apachePid) => process.kill(apachePid, 'SIGKILL'));
    expect({ code, left }).toEqual({ code: 1, left: [] });
    expect(stderr).toContain('Apache died while it was asked');
  });
});
