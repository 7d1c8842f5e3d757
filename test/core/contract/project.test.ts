import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findJsonMistake,
  type Project,
  parseProject,
  parseProjectText,
  renderProject,
} from '../../../core/contract/index.ts';

const SHOP = {
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
      routeCookie: { name: 'ROUTEID', path: '/' },
    },
  ],
  sites: [{ name: 'shop', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
};

function problemsIn(
  data: unknown,
): readonly { readonly path: string; readonly message: string; readonly hint: string }[] {
  const parsed = parseProject(data);
  if (parsed.ok) throw new Error('it was accepted');
  return parsed.error;
}

function withMember(member: Record<string, unknown>): unknown {
  return { ...SHOP, balancers: [{ ...SHOP.balancers[0], members: [{ url: 'http://a:1', ...member }] }] };
}

function withBalancer(balancer: Record<string, unknown>): unknown {
  return { ...SHOP, balancers: [{ ...SHOP.balancers[0], ...balancer }] };
}

function withSite(site: Record<string, unknown>): unknown {
  return { ...SHOP, sites: [{ ...SHOP.sites[0], ...site }] };
}

describe('parseProject', () => {
  test('a plain project is what it was', () => {
    expect(parseProject(SHOP)).toEqual({ ok: true, value: SHOP });
  });

  test('five mistakes give five problems, each with its path and a hint', () => {
    const problems = problemsIn({
      version: 1,
      name: 'shop',
      balancers: [
        {
          name: 'lb',
          lbmethod: 'roundrobin',
          members: [
            { url: '127.0.0.1:13001', route: '1' },
            { url: 'http://127.0.0.1:13002', loadfactor: 0, rout: '2' },
          ],
        },
      ],
      sites: [{ name: 'shop', listen: '8080', proxyPass: [] }],
    });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      '$.balancers[0].lbmethod',
      '$.balancers[0].members[0].url',
      '$.balancers[0].members[1].loadfactor',
      '$.balancers[0].members[1].rout',
      '$.sites[0].listen',
    ]);
    for (const problem of problems) expect(problem.hint.length).toBeGreaterThan(10);
    const byPath = Object.fromEntries(problems.map(({ path, ...said }) => [path, said]));
    expect(byPath['$.balancers[0].members[1].rout']?.hint).toBe('Did you mean "route"?');
    expect(byPath['$.balancers[0].lbmethod']?.message).toContain('"byrequests", "bytraffic" or "bybusyness"');
  });

  test.each<[name: string, data: unknown, path: string, message: RegExp]>([
    ['nothing', undefined, '$', /missing|object/],
    ['a list', [], '$', /object/],
    ['another version', { ...SHOP, version: 2 }, '$.version', /version must be 1/],
    ['no balancers', { ...SHOP, balancers: undefined }, '$.balancers', /"balancers" is missing/],
    ['a line break in a name', { ...SHOP, name: 'a\nb' }, '$.name', /control character/],
    [
      'two balancers that differ in case',
      {
        ...SHOP,
        balancers: [
          { name: 'lb', members: [] },
          { name: 'LB', members: [] },
        ],
      },
      '$.balancers[1].name',
      /another balancer/,
    ],
    [
      'two sites of one name',
      { ...SHOP, sites: [SHOP.sites[0], { ...SHOP.sites[0], listen: '127.0.0.1:1' }] },
      '$.sites[1].name',
      /another site/,
    ],
    [
      'tls and plain on one port',
      { ...SHOP, sites: [SHOP.sites[0], { ...SHOP.sites[0], name: 'b', tls: true }] },
      '$.sites[1].tls',
      /differs in tls/,
    ],
    [
      'APACHE §9.2 route of 64 bytes',
      withMember({ route: 'r'.repeat(64) }),
      '$.balancers[0].members[0].route',
      /63 bytes/,
    ],
    [
      'APACHE §9.2 loadfactor above 100',
      withMember({ loadfactor: 100.5 }),
      '$.balancers[0].members[0].loadfactor',
      /between 1 and 100/,
    ],
    [
      'APACHE §9.2 lbset above 99',
      withMember({ lbset: 100 }),
      '$.balancers[0].members[0].lbset',
      /99 or less/,
    ],
    [
      'APACHE §9.2 a fraction where Apache takes whole seconds',
      withMember({ retry: 1.5 }),
      '$.balancers[0].members[0].retry',
      /whole number/,
    ],
    [
      'APACHE §2.1 an unknown status letter',
      withMember({ status: '+X' }),
      '$.balancers[0].members[0].status',
      /unknown letter/,
    ],
    [
      'less than a millisecond',
      withMember({ ping: 0.0001 }),
      '$.balancers[0].members[0].ping',
      /one millisecond/,
    ],
    [
      'a negative time',
      withMember({ connectiontimeout: -1 }),
      '$.balancers[0].members[0].connectiontimeout',
      /one millisecond/,
    ],
    ['not a number', withMember({ ping: Number.NaN }), '$.balancers[0].members[0].ping', /number/],
    [
      'APACHE §8 health checks more than ten times a second',
      withMember({ hcinterval: 0.05 }),
      '$.balancers[0].members[0].hcinterval',
      /0.1 seconds/,
    ],
    [
      'a URL with credentials',
      withMember({ url: 'http://user:pw@a:1' }),
      '$.balancers[0].members[0].url',
      /not a member URL/,
    ],
    [
      'a URL with port 0',
      withMember({ url: 'http://a:0' }),
      '$.balancers[0].members[0].url',
      /not a member URL/,
    ],
    [
      'APACHE §9.3 a separator of two characters',
      withBalancer({ stickysessionsep: '..' }),
      '$.balancers[0].stickysessionsep',
      /one character or Off/,
    ],
    [
      'a status that is no status',
      withBalancer({ failonstatus: [99] }),
      '$.balancers[0].failonstatus[0]',
      /100 or more/,
    ],
    [
      'a cookie name with a blank',
      withBalancer({ routeCookie: { name: 'a b' } }),
      '$.balancers[0].routeCookie.name',
      /not a cookie name/,
    ],
    [
      'a cookie value that ends a cookie',
      withBalancer({ routeCookie: { name: 'a', value: 'x; secure' } }),
      '$.balancers[0].routeCookie.value',
      /ends a cookie/,
    ],
    [
      'APACHE §7.5 a lone percent sign',
      withBalancer({ routeCookie: { name: 'a', value: '100%' } }),
      '$.balancers[0].routeCookie.value',
      /mod_headers/,
    ],
    [
      'a listen without a port',
      withSite({ listen: 'localhost' }),
      '$.sites[0].listen',
      /not a listen address/,
    ],
    [
      'a port beyond 65535',
      withSite({ listen: '127.0.0.1:65536' }),
      '$.sites[0].listen',
      /not a listen address/,
    ],
    [
      'a path without a slash',
      withSite({ proxyPass: [{ path: 'x', url: '!' }] }),
      '$.sites[0].proxyPass[0].path',
      /starts with "\/"/,
    ],
    [
      'APACHE §9.2 a balancer’s path that Apache has no room for',
      withSite({ proxyPass: [{ path: `/${'x'.repeat(63)}`, url: 'balancer://lb/' }] }),
      '$.sites[0].proxyPass[0].path',
      /longer than 63 bytes/,
    ],
    [
      'a target that is none',
      withSite({ proxyPass: [{ path: '/', url: 'lb' }] }),
      '$.sites[0].proxyPass[0].url',
      /not a target/,
    ],
    ['text for true', withSite({ tls: 'yes' }), '$.sites[0].tls', /true or false/],
    ['a key that is no word', { ...SHOP, 'a b': 1 }, '$["a b"]', /unknown key/],
  ])('%s is refused', (_name, data, path, message) => {
    const found = problemsIn(data).find((problem) => problem.path === path);
    expect(found?.message).toMatch(message);
    expect(found?.hint).not.toBe('');
  });

  test.each([
    ['a wrong version', { ...SHOP, version: 2 }, '$.version', 'Write 1.'],
    [
      'half a second of retry',
      withMember({ retry: 1.5 }),
      '$.balancers[0].members[0].retry',
      'Write a whole number here.',
    ],
  ])('the hint for %s is in plain words', (_name, data, path, hint) => {
    expect(problemsIn(data).find((problem) => problem.path === path)?.hint).toBe(hint);
  });

  test.each<[name: string, data: unknown]>([
    [
      'doubled routes',
      {
        ...SHOP,
        balancers: [
          {
            name: 'lb',
            members: [
              { url: 'http://a:1', route: '1' },
              { url: 'http://a:2', route: '1' },
            ],
          },
        ],
      },
    ],
    ['a redirect to nowhere', withMember({ redirect: 'nobody' })],
    ['no members', withBalancer({ members: [] })],
    ['a site to an unknown balancer', withSite({ proxyPass: [{ path: '/', url: 'balancer://other/' }] })],
    ['an empty route', withMember({ route: '' })],
    ['a member URL that no browser would leave alone', withMember({ url: 'http://EXAMPLE.test:80/a/../b' })],
    [
      'an IPv6 member and listen',
      {
        ...(withMember({ url: 'http://[::1]:13001' }) as object),
        sites: [{ name: 's', listen: '[::1]:8080', proxyPass: [] }],
      },
    ],
    ['hostile text that an export has to quote', { ...SHOP, name: '"; $' + '{PATH} \\ `x`' }],
    [
      'what later versions obey',
      { ...SHOP, processes: [{ command: 'npm start', ports: '13001-13004', portEnv: 'PORT' }] },
    ],
  ])('%s is legal', (_name, data) => {
    expect(parseProject(data).ok).toBe(true);
  });

  test('keys keep the order in which they were written', () => {
    const written = {
      sites: [],
      balancers: [{ members: [{ route: '1', url: 'http://a:1' }], name: 'lb' }],
      name: 'x',
      version: 1,
    };
    const parsed = parseProject(written);
    expect(JSON.stringify(parsed.ok && parsed.value)).toBe(JSON.stringify(written));
  });

  test('the parsed project shares nothing with the data it came from', () => {
    const data = structuredClone(SHOP);
    const parsed = parseProject(data);
    data.balancers[0]?.members.pop();
    expect(parsed.ok && parsed.value.balancers[0]?.members).toHaveLength(2);
  });

  test('it never throws, whatever the data', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (data) => {
        expect(parseProject(data).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('parseProjectText', () => {
  test('text that is not JSON is told by line and column', () => {
    const parsed = parseProjectText('{\n  "version": 1,\n  "name": shop\n}');
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error).toHaveLength(1);
    expect(parsed.error[0]).toMatchObject({ path: '$', line: 3, column: 11 });
    expect(parsed.error[0]?.message).toContain('line 3, column 11');
  });

  test.each([
    ['', 1],
    ['{', 1],
    ['{"version": 1,', 1],
  ])('text that ends too early: %s', (text, line) => {
    const parsed = parseProjectText(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error[0]).toMatchObject({ line, column: text.length + 1 });
  });

  test.each([
    ['{"a": 1,}', 9, '"}"'],
    ['{"a": 01}', 7, '"01"'],
    ["{'a': 1}", 2, `"'"`],
    ['// x', 1, '"/"'],
    ['{"a": "\\x"}', 7, '\\"'],
    ['[1 2]', 4, '"2"'],
    ['{} {}', 4, '"{"'],
    ['\uFEFF{"a": b}', 8, '"b"'],
  ])('the place of a mistake: %s', (text, column, words) => {
    const parsed = parseProjectText(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error[0]).toMatchObject({ line: 1, column });
    expect(parsed.error[0]?.message).toContain(words);
  });

  test('a mistake is found exactly where JSON.parse finds one', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.nat(40), fc.constantFrom('"', ',', '}', ']', ':', '\\', '1', 'x', ' '))
        .map(([json, at, extra]) => `${json.slice(0, at)}${extra}${json.slice(at)}`),
    );
    fc.assert(
      fc.property(text, (json) => {
        let valid = true;
        try {
          JSON.parse(json);
        } catch {
          valid = false;
        }
        expect(findJsonMistake(json) === undefined).toBe(valid);
      }),
      { numRuns: 500 },
    );
  });

  test('a byte order mark is not a mistake', () => {
    expect(parseProjectText(`\uFEFF${JSON.stringify(SHOP)}`).ok).toBe(true);
  });

  test('what is rendered is read back the same', () => {
    const parsed = parseProjectText(renderProject(SHOP as Project));
    expect(parsed).toEqual({ ok: true, value: SHOP });
  });
});
