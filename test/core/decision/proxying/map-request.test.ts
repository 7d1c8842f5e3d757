import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMemberUrl, resolveProject, type SiteSettings } from '../../../../core/contract/index.ts';
import { chooseSite, mapRequest, memberTarget } from '../../../../core/decision/index.ts';

function site(proxyPass: readonly (readonly [string, string])[], rest: object = {}): SiteSettings {
  const [resolved] = resolveProject({
    version: 1,
    name: 'p',
    balancers: [],
    sites: [
      {
        name: 's',
        listen: '127.0.0.1:8080',
        proxyPass: proxyPass.map(([path, url]) => ({ path, url })),
        ...rest,
      },
    ],
  }).sites;
  if (resolved === undefined) throw new Error('no site');
  return resolved;
}

const SITE = site([
  ['/p1/', 'balancer://ok/'],
  ['/p2', 'balancer://ok/x'],
  ['/p3', 'balancer://bare'],
  ['/p4/', 'balancer://bare'],
  ['/p5', 'balancer://slash/'],
  ['/v/', 'balancer://bare/VirtualHostBase/http/localhost:18080/Pl%6Fne/VirtualHostRoot/'],
  ['/pl', 'http://plain/plain%20x/'],
  ['/pq', 'http://plain'],
  ['/glue/', 'http://plain:1'],
  ['/a%20b', 'balancer://bare/enc'],
  ['/sp ace', 'balancer://bare/sp'],
  ['/excl/in', 'balancer://bare/in'],
  ['/excl', '!'],
  ['/excl/in2', 'balancer://bare/in2'],
  ['/dd//x', 'balancer://bare/dd'],
  ['/UP', 'balancer://bare/up'],
  ['/ü', 'balancer://bare/ü'],
  ['/', 'balancer://bare/root/'],
]);
const MEMBERS: Readonly<Record<string, string>> = {
  ok: 'http://h/base',
  slash: 'http://h/',
  bare: 'http://h',
};

/** The target that the member sees, or the status. */
function through(target: string, of = SITE): string {
  const mapped = mapRequest(of, target, (key) => key in MEMBERS);
  if (mapped.kind === 'refuse') return String(mapped.status);
  const url = mapped.kind === 'plain' ? mapped.target : parseMemberUrl(MEMBERS[mapped.balancer] ?? '');
  return url === undefined ? `no ${mapped.kind}` : memberTarget(url, mapped);
}

describe('APACHE §6.6 path mapping, each row as a real 2.4.71 sent it', () => {
  test.each([
    ['/p1', '/root/p1'],
    ['/p1/', '/base/'],
    ['/p1/a', '/base/a'],
    ['/p2', '/base/x'],
    ['/p2/', '/base/x/'],
    ['/p2/a', '/base/x/a'],
    ['/p2?x=1', '/base/x?x=1'],
    ['/p2x', '/root/p2x'],
    ['/p3', '/'],
    ['/p3/', '/'],
    ['/p3/a', '/a'],
    ['/p4/', '/'],
    ['/p4/a', '500'],
    ['/p5', '//'],
    ['/p5/', '///'],
    ['/p5/a', '///a'],
    ['/v/', '/VirtualHostBase/http/localhost:18080/Pl%256Fne/VirtualHostRoot/'],
    ['/v/doc', '/VirtualHostBase/http/localhost:18080/Pl%256Fne/VirtualHostRoot/doc'],
    ['/v', '/root/v'],
    ['/pl', '/plain%2520x/'],
    ['/pl/', '/plain%2520x//'],
    ['/pl/a', '/plain%2520x//a'],
    ['/pla', '/root/pla'],
    ['/pq', '/'],
    ['/pq/', '/'],
    ['/pq/a', '/a'],
    ['/pq?', '/?'],
    ['/a%20b/x', '/root/a%20b/x'],
    ['/sp%20ace/x', '/sp/x'],
    ['/excl/in', '/in'],
    ['/excl/q', '404'],
    ['/excl/in2', '404'],
    ['/excl', '404'],
    ['/dd//x', '/dd'],
    ['/dd/x', '/dd'],
    ['/up/x', '/root/up/x'],
    ['/UP/x', '/up/x'],
    ['//p1//a///b', '/base/a/b'],
    ['/p1/./a/../b', '/base/b'],
    ['/p1/../q', '/root/q'],
    ['/../x', '400'],
    ['/..', '400'],
    ['/p1/a/..', '/base/'],
    ['/p1/a/.', '/base/a/'],
    ['/p1/%2e%2e/q', '/root/q'],
    ['/p1/%2E/q', '/base/q'],
    ['/p1/a%2e.b', '/base/a..b'],
    ['/x/...', '/root/x/...'],
    ['/x/.hid', '/root/x/.hid'],
    ['/x/a%41b%7e%3B%3f%23%20%25%5b%5D', '/root/x/aAb~;%3F%23%20%25%5B%5D'],
    ["/x/~$-_.+!*'(),;:@&=", "/root/x/~$-_.+!*'(),;:@&="],
    ['/x/"<>^`{|}', '/root/x/%22%3C%3E%5E%60%7B%7C%7D'],
    ['/x/[\\]', '/root/x/%5B%5C%5D'],
    ['/x/\u00e4\u00ff', '/root/x/%E4%FF'],
    ['/x/%e4%C3', '/root/x/%E4%C3'],
    ['/x?a=%2e&b[]=1&c="d"', '/root/x?a=%2e&b[]=1&c="d"'],
    ['/x?', '/root/x?'],
    ['/x??', '/root/x??'],
    ['x', '400'],
    ['', '400'],
    ['*', '400'],
    ['/x%', '400'],
    ['/x%4', '400'],
    ['/x%zz%2f', '400'],
    ['/x%2f', '404'],
    ['/x%2F%00', '404'],
    ['/x%00', '404'],
    ['/x/%0a', '/root/x/%0A'],
    ['/x/%01', '/root/x/%01'],
    ['/x/%7f', '/root/x/%7F'],
    ['/x/a;b=c;d', '/root/x/a;b=c;d'],
    ['/x;ROUTEID=.a/..', '/root/'],
    ['/x/..;/y', '/root/x/..;/y'],
    ['/.', '/root/'],
    ['/x/a\\..\\b', '/root/x/a%5C..%5Cb'],
    ['/p1/%2e%2e', '/root/'],
    ['/%70%31/a', '/base/a'],
  ])('%s → %s', (target, sent) => {
    expect(through(target)).toBe(sent);
  });

  test('settings beyond ASCII are UTF-8, as in a configuration file', () => {
    expect(through('/%C3%BC/x')).toBe('/%C3%BC/x');
  });

  test('what would change the host of a plain target is refused', () => {
    expect(through('/glue/2/x')).toBe('500');
    expect(through('/glue/')).toBe('/');
  });

  test('a rest glued to a name may name another balancer', () => {
    expect(through('/b', site([['/', 'balancer://o']]))).toBe('500');
    expect(through('/k', site([['/', 'balancer://o']]))).toBe('/base/');
  });

  test('nothing maps: 404', () => {
    expect(through('/x', site([['/p', 'balancer://ok']]))).toBe('404');
  });

  test('APACHE §1.3.1 the sticky lookup searches the decoded path and the raw query', () => {
    expect(mapRequest(SITE, '/p1/;ROUTEID=.a%20b%3Fc?q=%2e', () => true)).toMatchObject({
      balancer: 'ok',
      searchText: 'balancer://ok/;ROUTEID=.a b?c?q=%2e',
    });
  });

  test('a balancer that nobody defined is still mapped: 503 is for the balancer to say', () => {
    expect(mapRequest(site([['/', 'balancer://typo/']]), '/x', () => false)).toMatchObject({
      kind: 'balancer',
      balancer: 'typo',
    });
  });

  test('mapping never throws and never lets a raw control byte, blank or dot segment through', () => {
    const target = fc.string({
      unit: fc.constantFrom('/', '.', '%', '2', 'e', 'f', '0', 'a', ' ', '?', '\u00ff', 'p1', '..'),
    });
    fc.assert(
      fc.property(target, (text) => {
        const sent = through(`/${text}`).split('?')[0] ?? '';
        expect([...sent].every((char) => char > ' ' && char < '\u007f')).toBe(true);
        expect(sent.split('/')).not.toContain('..');
      }),
    );
  });

  test('a member path with a lone surrogate is sent as U+FFFD', () => {
    const url = { scheme: 'http', hostname: 'h', port: 80, isDefaultPort: true, path: '/\ud800' } as const;
    expect(memberTarget(url, { path: '/\u00e4', query: '' })).toBe('/%EF%BF%BD/%E4');
  });
});

describe('sites by Host', () => {
  const SITES = [
    site([['/', 'balancer://a']], { name: 'first', serverName: 'first.test:8080' }),
    site([['/', 'balancer://b']], {
      name: 'second',
      serverName: 'Second.test',
      serverAlias: ['*.al?as.test', 'w*.second.test', 'a*b*c'],
    }),
    site([['/', 'balancer://c']], { name: 'third', serverAlias: ['www.second.test'] }),
  ];
  test.each([
    ['first.test', 'first'],
    ['second.test:8080', 'second'],
    ['SECOND.TEST.', 'second'],
    ['a.b.alxas.test.', 'second'],
    ['alias.test', 'first'],
    ['www.second.test', 'second'],
    ['wsecond.test', 'first'],
    ['aXbbXc', 'second'],
    ['aXbX', 'first'],
    ['unknown.test', 'first'],
    ['127.0.0.1:8080', 'third'],
    [null, 'first'],
  ])('%s → %s', (host, name) => {
    expect(chooseSite(SITES, host)?.name).toBe(name);
  });

  test('no sites, no site', () => {
    expect(chooseSite([], 'x')).toBeUndefined();
  });
});
