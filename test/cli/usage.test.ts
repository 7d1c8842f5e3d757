import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltCli, buildCli, runCli } from '../support/routepin-cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const FIVE_MISTAKES = {
  version: 1,
  name: 'shop',
  balancers: [
    {
      name: 'lb',
      lbmethod: 'roundrobin',
      stickysesion: 'ROUTEID',
      members: [
        { url: '127.0.0.1:13001', route: '1' },
        { url: 'http://127.0.0.1:13002', loadfactor: 0 },
      ],
    },
  ],
  sites: [{ name: 'shop', listen: '8080', proxyPass: [] }],
};

describe('help', () => {
  test('of the program: commands, examples, exit codes', async () => {
    const { code, stdout } = await runCli(cli, ['--help']);
    expect(code).toBe(0);
    for (const word of [
      'serve',
      'export',
      'import',
      'check',
      'parity',
      'rehearse',
      'broadcast',
      'explain',
      'decode',
      'Examples:',
      'Exit codes:',
    ])
      expect(stdout).toContain(word);
  });

  test.each([
    [
      'serve',
      [
        '--backend <PORT|URL>',
        '--listen <HOST:PORT>',
        '--demo',
        '--no-ui',
        '--ui-port <N>',
        '--json',
        'wider',
      ],
    ],
    [
      'export',
      ['--format <NAME>', '-o, --output <OUT>', '--standalone <DIR>', '--modules <DIR>', 'apache2 -X -f'],
    ],
    ['check', ['Changes nothing']],
    ['explain', ['--cookie <TEXT>', '--path <PATH>', '--balancer <NAME>']],
  ])('of %s', async (command, words) => {
    const { code, stdout } = await runCli(cli, [command, '--help']);
    expect(code).toBe(0);
    for (const word of [...words, 'Exit codes:']) expect(stdout).toContain(word);
  });

  test('the version is the one of package.json', async () => {
    expect(await runCli(cli, ['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('bad usage ends with 2 and says what to do', () => {
  test.each([
    ['nothing at all', [], 'Usage: routepin'],
    ['an unknown command', ['juggle'], "unknown command 'juggle'"],
    ['an unknown option', ['serve', '--fast'], "unknown option '--fast'"],
    ['nothing to balance', ['serve'], 'serve needs something to balance'],
    ['a file and backends', ['serve', 'x.json', '--backend', '1'], 'FILE and --backend cannot go together'],
    [
      'backends and the demo',
      ['serve', '--demo', '--backend', '1'],
      '--backend and --demo cannot go together',
    ],
    ['no port and no URL', ['serve', '--backend', 'localhost'], '"localhost" is neither a port nor'],
    ['a port that is none', ['serve', '--backend', '70000'], '"70000" is neither a port nor'],
    ['a backend named twice', ['serve', '--backend', '9', '--backend', '9'], 'name each backend once'],
    ['no listen address', ['serve', '--backend', '9', '--listen', '8080'], '"8080" is not a listen address'],
    ['a port of the UI that is none', ['serve', '--demo', '--ui-port', 'x'], 'It must be a port'],
    ['processes', ['serve', '--demo', '--start-processes'], 'does not start processes yet'],
    ['a file that is not there', ['serve', 'nowhere.json'], 'there is no such file'],
    ['a folder', ['check', '.'], 'it is not a regular file'],
    ['an unknown format', ['export', 'x.json', '--format', 'iis'], 'Allowed choices are apache'],
    ['modules without standalone', ['export', 'x.json', '--modules', '/x'], '--standalone'],
  ])('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await runCli(cli, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a file with five mistakes', () => {
  test.each(['serve', 'check', 'export', 'explain'])(
    '%s: five findings with path and hint, 2, nothing on stdout',
    async (command) => {
      const file = path.join(cli.folder, 'five.routepin.json');
      await writeFile(file, JSON.stringify(FIVE_MISTAKES));
      const { code, stdout, stderr } = await runCli(cli, [command, file]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('has 5 problems');
      const paths = stderr.split('\n').flatMap((line) => /^ {2}(\$[^:]*): ./.exec(line)?.[1] ?? []);
      expect(paths.sort()).toEqual([
        '$.balancers[0].lbmethod',
        '$.balancers[0].members[0].url',
        '$.balancers[0].members[1].loadfactor',
        '$.balancers[0].stickysesion',
        '$.sites[0].listen',
      ]);
      expect(stderr).toContain('Did you mean "stickysession"?');
      expect(stderr.split('\n').filter((line) => /^ {6}\S/.test(line))).toHaveLength(5);
    },
  );

  test('text that is not JSON gets line and column', async () => {
    const file = path.join(cli.folder, 'broken.routepin.json');
    await writeFile(file, '{\n  "version": 1,\n}');
    const { code, stderr } = await runCli(cli, ['check', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('line 3, column 1');
  });
});

describe('check and explain', () => {
  const project = {
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: [
          { url: 'http://127.0.0.1:13001', route: '1' },
          { url: 'http://127.0.0.1:13002', route: '2' },
        ],
      },
    ],
    sites: [{ name: 'shop', listen: '127.0.0.1:0', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };

  async function written(data: object): Promise<string> {
    const file = path.join(cli.folder, 'shop.routepin.json');
    await writeFile(file, JSON.stringify(data));
    return file;
  }

  test('a good project', async () => {
    const balancers = project.balancers.map((balancer) => ({
      ...balancer,
      routeCookie: { name: 'ROUTEID', path: '/' },
    }));
    expect(await runCli(cli, ['check', await written({ ...project, balancers })])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no problems (1 site, 1 balancer, 2 members)'),
    });
  });

  test('a bad project: errors first, each with setting, symptom, log code and mend; 1', async () => {
    const balancers = [
      { name: 'lb', stickysession: 'ROUTEID', routeCookie: { name: 'ROUTEID' }, members: [] },
    ];
    const proxyPass = [{ path: '/', url: 'balancer://lb' }];
    const file = await written({ ...project, balancers, sites: [{ ...project.sites[0], proxyPass }] });
    const { code, stdout, stderr } = await runCli(cli, ['check', file]);
    expect(code).toBe(1);
    expect(stderr).toBe(`routepin: ${file}: 2 errors, 1 warning\n`);
    expect(stdout).toMatch(
      /^Errors:\n {2}\$\.balancers\[0\]\.members: lb has no members\. \[balancer-empty\]$/m,
    );
    expect(stdout).toContain("(AH01144 in Apache's error log)");
    expect(stdout).toContain('mend:    End both in a slash, or neither. (Write balancer://lb/)');
    expect(stdout.indexOf('Errors:')).toBeLessThan(stdout.indexOf('Warnings:'));
  });

  test('--json is one document; hints alone end with 0', async () => {
    const { code, stdout, stderr } = await runCli(cli, ['check', await written(project), '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('1 warning, 1 hint') });
    expect(JSON.parse(stdout).findings.map(({ id }: { id: string }) => id)).toEqual([
      'sticky-id-missing',
      'retry-long',
    ]);
  });

  test('what this version does not obey is a failed check, with 1', async () => {
    const file = await written({ ...project, processes: [{ command: 'npm start', ports: '13001' }] });
    const { code, stderr } = await runCli(cli, ['check', file]);
    expect(code).toBe(1);
    expect(stderr).toContain('$.processes: ');
  });

  test('a configuration: findings at file and line, includes under the root', async () => {
    const folder = path.join(cli.folder, 'conf');
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, 'shop.conf');
    const member = path.join(folder, 'member.conf');
    await writeFile(
      member,
      '<Proxy balancer://lb>\n  BalancerMember http://127.0.0.1:13001 route=1 timeout=500ms\n</Proxy>\n',
    );
    await writeFile(file, `Include ${member}\nListen 127.0.0.1:8080\nProxyPass / balancer://lb\n`);
    const { code, stdout, stderr } = await runCli(cli, ['check', file]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `routepin: ${file}: 2 errors\n` });
    expect(stdout).toContain(`${member}:2: timeout=500ms is read as 500 seconds. [timeout-milliseconds]`);
    expect(stdout).toContain(`${file}:3: /abc becomes balancer://lbabc`);
    const json = await runCli(cli, ['check', file, '--json']);
    expect(JSON.parse(json.stdout).findings[0]).toMatchObject({
      place: { file: member, line: 2 },
      severity: 'error',
    });
  });

  test('a file that is neither is bad usage', async () => {
    const file = path.join(cli.folder, 'letter.txt');
    await writeFile(file, 'Dear balancer,\n');
    const { code, stdout, stderr } = await runCli(cli, ['check', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('neither a project nor a configuration');
  });

  test('explain prints six steps and the member', async () => {
    const { code, stdout } = await runCli(cli, [
      'explain',
      await written(project),
      '--cookie',
      'ROUTEID=.2',
      '--path',
      '/cart',
    ]);
    expect(code).toBe(0);
    expect(stdout.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ', '6. ']);
    expect(stdout).toContain('BALANCER_WORKER_ROUTE=2');
  });

  test('explain of a value without a dot: no route, so the lbmethod chose, so a cookie is set', async () => {
    const balancers = project.balancers.map((balancer) => ({
      ...balancer,
      routeCookie: { name: 'ROUTEID' },
    }));
    const file = await written({ ...project, balancers });
    const { code, stdout } = await runCli(cli, ['explain', file, '--cookie', 'ROUTEID=abc']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'The cookie ROUTEID has the value “abc”. The value has no dot, so there is no route',
    );
    expect(stdout).toMatch(/^5\. HIT Balanced by byrequests$/m);
    expect(stdout).toMatch(
      /^6\. yes Set-Cookie would be added\n {8}ROUTEID=\.\w+, because BALANCER_ROUTE_CHANGED=1\.$/m,
    );
  });

  test('explain of a balancer that is not there', async () => {
    const { code, stderr } = await runCli(cli, ['explain', await written(project), '--balancer', 'nope']);
    expect(code).toBe(2);
    expect(stderr).toContain('Balancers are lb.');
  });
});

test('decode names the member of a cookie that HAProxy 2.6 made with its key', async () => {
  const file = path.join(cli.folder, 'decode.routepin.json');
  const members = [{ url: 'http://127.0.0.1:18611', route: '1' }];
  await writeFile(
    file,
    JSON.stringify({ version: 1, name: 'x', balancers: [{ name: 'lb', members }], sites: [] }),
  );
  const cookie = 'Set-Cookie: SRV=5954efb51776296e; path=/';
  const without = await runCli(cli, ['decode', file, cookie]);
  expect(without.stdout).toContain('key?  HAProxy, cookie … dynamic');
  const { code, stdout } = await runCli(cli, ['decode', file, cookie, '--key', 'sesame']);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'HIT   HAProxy, cookie … dynamic\n        Goes to route 1 (http://127.0.0.1:18611)',
  );
  const json = await runCli(cli, ['decode', file, cookie, '--key', 'sesame', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'set-cookie', cookies: [{ name: 'SRV' }] });
});
