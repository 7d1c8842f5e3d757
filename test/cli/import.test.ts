import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseProjectText } from '../../core/contract/index.ts';
import { type BuiltCli, buildCli, runCli } from '../support/routepin-cli.ts';

let cli: BuiltCli;
let root = '';
let conf = '';
let count = 0;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  root = path.join(cli.folder, `etc-${count++}`);
  await mkdir(path.join(root, 'sites'), { recursive: true });
  conf = path.join(root, 'httpd.conf');
  await write('sites/a.conf', 'ProxyPass / balancer://lb/\nFooBar 1\n');
  await write(
    'lb.conf',
    '<Proxy balancer://lb>\nBalancerMember http://127.0.0.1:8081 route=1 retry=60s\n</Proxy>\n',
  );
});

async function write(name: string, text: string): Promise<void> {
  await writeFile(path.join(root, name), text);
}

describe('routepin import', () => {
  test('the project on stdout, what was not understood on stderr with file and line', async () => {
    await write('httpd.conf', 'Include lb.conf\nListen 8080\nIncludeOptional sites/*.conf none/*.conf\n');
    const done = await runCli(cli, ['import', conf]);
    expect(done.code).toBe(0);
    const project = parseProjectText(done.stdout);
    expect(project.ok && project.value.balancers[0]?.members).toEqual([
      { url: 'http://127.0.0.1:8081', route: '1' },
    ]);
    expect(done.stderr).toContain(`${root}/sites/a.conf:2: unknown: not understood\n    FooBar 1\n`);
    expect(done.stderr).toContain(`${root}/lb.conf:2: read-as: Apache reads retry=60s as 60 seconds\n`);
    expect(done.stderr).toMatch(/imported 1 site, 1 balancer, 1 member; 2 notes\n$/);
  });

  test('what was exported comes in again, and out the same', async () => {
    await write('httpd.conf', 'Listen 8080\nInclude lb.conf\nInclude sites/a.conf\n');
    const out = path.join(root, 'shop.routepin.json');
    expect(await runCli(cli, ['import', conf, '-o', out])).toMatchObject({ code: 0, stdout: '' });
    const first = await runCli(cli, ['export', out, '--no-comments']);
    expect(first.stdout).not.toContain('# The');
    await write('again.conf', first.stdout);
    await runCli(cli, ['import', path.join(root, 'again.conf'), '-o', out]);
    expect((await runCli(cli, ['export', out, '--no-comments'])).stdout).toBe(first.stdout);
    expect((await runCli(cli, ['export', out, '--format', 'apache22'])).stdout).toContain('Order deny,allow');
  });

  test('-o never writes over the configuration itself', async () => {
    await write('httpd.conf', 'Include lb.conf\n');
    expect(await runCli(cli, ['import', conf, '-o', conf])).toMatchObject({ code: 2 });
    expect(await readFile(conf, 'utf8')).toBe('Include lb.conf\n');
  });

  test('a file without anything to import: 1; none at all or a bad root: 2', async () => {
    await write('httpd.conf', 'LogLevel warn\n');
    const nothing = await runCli(cli, ['import', conf]);
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain('holds nothing that a project could be made of');
    expect(await runCli(cli, ['import', `${conf}.missing`])).toMatchObject({ code: 2 });
    expect(await runCli(cli, ['import', conf, '--root', `${root}/none`])).toMatchObject({ code: 2 });
    expect(await runCli(cli, ['import', conf, '--format', 'iis'])).toMatchObject({ code: 2 });
  });

  test('what a file says is no command to the terminal', async () => {
    await write('httpd.conf', 'Include lb.conf\nFoo \u001b[31mred\u009b2J\n');
    const { stderr } = await runCli(cli, ['import', conf]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
    expect(stderr).not.toMatch(/[\u001b\u009b]/);
  });
});

describe('Include stays under the root (DESIGN.md §8)', () => {
  const SECRET = 'BalancerMember balancer://secret http://10.0.0.1:1\n';

  async function importIncluding(line: string, ...args: string[]) {
    await write('httpd.conf', `Include lb.conf\n${line}\n`);
    return runCli(cli, ['import', conf, ...args]);
  }

  test.each([
    ['..', (outside: string) => `Include ../${path.basename(outside)}`],
    ['an absolute path', (outside: string) => `Include ${outside}`],
    ['a link', () => 'Include link.conf'],
    ['a link of a folder', () => 'Include folder/*.conf'],
    [
      'ServerRoot elsewhere',
      (outside: string) => `ServerRoot ${path.dirname(outside)}\nInclude ${path.basename(outside)}`,
    ],
  ])('%s leads nowhere', async (_, line) => {
    const outside = path.join(cli.folder, `outside-${count}.conf`);
    await writeFile(outside, SECRET);
    await symlink(outside, path.join(root, 'link.conf'));
    await symlink(cli.folder, path.join(root, 'folder'));
    const done = await importIncluding(line(outside));
    expect(done.stdout).not.toContain('secret');
    expect(done.stderr).toMatch(/skipped: .*(it lies outside of the root|no file of this name)/);
  });

  test('a wider root lets it in', async () => {
    await writeFile(path.join(cli.folder, 'wide.conf'), SECRET);
    expect((await importIncluding('Include ../wide.conf', '--root', cli.folder)).stdout).toContain('lb');
    expect((await importIncluding(`Include ${cli.folder}/wide.conf`, '--root', cli.folder)).stdout).toContain(
      'secret',
    );
  });

  test('a copied folder: paths below its ServerRoot are looked for below the root', async () => {
    const done = await importIncluding('ServerRoot /etc/nowhere\nInclude /etc/nowhere/sites/[a-b]?conf');
    expect(done.stderr).toContain('sites/a.conf:2');
  });

  test('pipes and folders that include themselves end', async () => {
    execFileSync('mkfifo', [path.join(root, 'sites/pipe.conf')]);
    await symlink(root, path.join(root, 'sites/loop'));
    const done = await importIncluding('Include sites');
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('it is not a regular file');
  });
});
