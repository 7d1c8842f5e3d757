import { describe, expect, test } from 'vitest';
import { applyMend, type Balancer, type Site } from '../../../../core/contract/index.ts';
import { importConfiguration } from '../../../../core/formats/index.ts';

function imported(text: string) {
  return importConfiguration('apache', { text, fileName: 'a.conf', includes: null });
}

const MEMBERS = '<Proxy balancer://lb>\nBalancerMember http://h:1 route=1\n</Proxy>\n';

/** The first balancer with its first member's keys, for one BalancerMember and settings of the balancer. */
function balancerOf(text: string): Balancer | undefined {
  return imported(text).project.balancers[0];
}

describe('members: values as Apache reads them (APACHE.md §9.2)', () => {
  test.each([
    ['retry=60s', {}, ['retry=60s as 60 seconds']],
    ['retry=abc', { retry: 0 }, ['as 0 seconds']],
    ['timeout=500ms', { timeout: 500 }, ['as 500 seconds']],
    ['connectiontimeout=500ms', { connectiontimeout: 0.5 }, []],
    ['connectiontimeout=2', { connectiontimeout: 2 }, []],
    ['connectiontimeout=1.5', {}, ['wrong format']],
    ['connectiontimeout=5min', { connectiontimeout: 300 }, []],
    ['acquire=250', { acquire: 0.25 }, []],
    ['hcinterval=50ms', {}, ['greater than 100ms']],
    ['loadfactor=2.5', { loadfactor: 2.5 }, []],
    ['loadfactor=0', {}, ['between 1..100']],
    ['loadfactor=1', {}, []],
    ['status=+D-D+nH', { status: '+HN' }, []],
    ['status=+X', {}, ['Unknown status']],
    ['ROUTE=A route=B', { route: 'B' }, []],
    ['enablereuse=Off', { disablereuse: true }, []],
    ['enablereuse=On keepalive=Off min=0 flushpackets=off addressttl=-1', {}, []],
    ['ttl=5', {}, ['ttl=5']],
    ['route="a', { route: '"a' }, []],
    [`route=${'r'.repeat(64)}`, {}, ['< 64 characters']],
    [`route=${'ü'.repeat(32)}`, {}, ['< 64 characters']],
    ['retry=99999999999', {}, ['larger than any number']],
  ])('%s', (parameters, expected, said) => {
    const { project, notes } = imported(`BalancerMember balancer://lb http://h:1 ${parameters}`);
    expect(project.balancers[0]?.members).toEqual([{ url: 'http://h:1', ...expected }]);
    expect(notes.map(({ message }) => message)).toEqual(said.map((words) => expect.stringContaining(words)));
  });
});

describe('balancers: the last one said rules (APACHE.md §9.3)', () => {
  test.each([
    [
      'ProxySet in <Proxy>',
      '<Proxy balancer://lb>\nProxySet timeout=3\nProxySet timeout=4\n</Proxy>',
      { timeout: 4 },
    ],
    [
      'on the <Proxy> line',
      '<Proxy "balancer://lb" nofailover=on maxattempts=2>\n</Proxy>',
      { nofailover: true, maxattempts: 2 },
    ],
    ['ProxySet outside', `${MEMBERS}ProxySet balancer://LB stickysession=S`, { stickysession: 'S' }],
    [
      'behind ProxyPass',
      `${MEMBERS}ProxyPass / balancer://lb/ stickysession=S lbmethod=bytraffic`,
      { stickysession: 'S', lbmethod: 'bytraffic' },
    ],
    [
      'behind ProxyPass in <Location>',
      `${MEMBERS}<Location /x>\nProxyPass balancer://lb/ stickysession=S\n</Location>`,
      { stickysession: 'S' },
    ],
    [
      'a default that takes an earlier word back',
      '<Proxy balancer://lb nofailover=On>\nProxySet nofailover=Off\n</Proxy>',
      {},
    ],
    [
      'failonstatus quoted',
      '<Proxy balancer://lb>\nProxySet "failonstatus=500, 503"\n</Proxy>',
      { failonstatus: [500, 503] },
    ],
    [
      'separator Off',
      '<Proxy balancer://lb>\nProxySet stickysessionsep=oFF\n</Proxy>',
      { stickysessionsep: 'Off' },
    ],
  ])('%s', (_, text, expected) => {
    const { name, members, ...settings } = balancerOf(text) ?? { name: '', members: [] };
    expect(name).toBe('lb');
    expect(settings).toEqual(expected);
    expect(members.length).toBeLessThan(2);
  });
});

describe('the route cookie (APACHE.md §7)', () => {
  const sticky =
    '<Proxy balancer://lb>\nBalancerMember http://h:1 route=1\nProxySet stickysession=R\nHEADER\n</Proxy>';
  const cookie = (header: string) => {
    const { project, notes } = imported(sticky.replace('HEADER', header));
    return { cookie: project.balancers[0]?.routeCookie, said: notes.map(({ kind }) => kind) };
  };
  test.each([
    [
      'the recipe',
      'Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED',
      { name: 'R', path: '/' },
      [],
    ],
    [
      'a value of its own',
      'Header add Set-Cookie "R=x.%{BALANCER_WORKER_ROUTE}e" env=BALANCER_ROUTE_CHANGED',
      { name: 'R', value: 'x.%{BALANCER_WORKER_ROUTE}e' },
      [],
    ],
    [
      'every attribute',
      'Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e;PATH=/a; Domain=x.test ;Max-Age=5;SECURE;HttpOnly;SameSite=strict" env=BALANCER_ROUTE_CHANGED',
      {
        name: 'R',
        path: '/a',
        domain: 'x.test',
        secure: true,
        httpOnly: true,
        sameSite: 'Strict',
        maxAge: 5,
      },
      [],
    ],
    [
      'an unknown attribute',
      'Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e; Version=1" env=BALANCER_ROUTE_CHANGED',
      { name: 'R' },
      ['read-as'],
    ],
    [
      'always',
      'Header always add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" env=BALANCER_ROUTE_CHANGED',
      { name: 'R' },
      ['read-as'],
    ],
    [
      'set',
      'Header set Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" env=BALANCER_ROUTE_CHANGED',
      { name: 'R' },
      ['read-as'],
    ],
    ['no condition', 'Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e"', { name: 'R' }, ['read-as']],
    [
      'another balancer in the expression',
      `Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" "expr=-n reqenv('BALANCER_ROUTE_CHANGED') && reqenv('BALANCER_NAME') == 'balancer://other'"`,
      undefined,
      ['left-out'],
    ],
    [
      'the opposite condition',
      'Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" env=!BALANCER_ROUTE_CHANGED',
      undefined,
      ['left-out'],
    ],
    ['a cookie of something else', 'Header add Set-Cookie "lang=en" env=NICE', undefined, ['left-out']],
    ['edit', 'Header edit Set-Cookie ^(.*)$ $1;Secure', undefined, ['left-out']],
    [
      'a value that ends the cookie',
      'Header add Set-Cookie "R=a b.%{BALANCER_WORKER_ROUTE}e" env=BALANCER_ROUTE_CHANGED',
      undefined,
      ['left-out'],
    ],
  ])('%s', (_, header, expected, said) => {
    expect(cookie(header)).toEqual({ cookie: expected, said });
  });
});

describe('sites', () => {
  const siteOf = (text: string): readonly Site[] => imported(text).project.sites;

  test('<Location> comes before ProxyPass, the last one first; the main server before its hosts (tried on 2.4.71)', () => {
    const text =
      'ProxyPass /m http://m:1/\n<Location /l1>\nProxyPass http://l:1/\n</Location>\n<VirtualHost *:80>\nProxyPass /v http://v:1/\n<Location /l2>\nProxyPass http://l:2/\n</Location>\n</VirtualHost>';
    expect(siteOf(text)[0]?.proxyPass.map(({ path }) => path)).toEqual(['/l2', '/l1', '/m', '/v']);
  });

  test.each([
    [
      'no Listen at all',
      '<VirtualHost 127.0.0.1:81>\nProxyPass / http://h/\n</VirtualHost>',
      ['127.0.0.1:81'],
    ],
    [
      'Listen is wider than the host',
      'Listen 81\n<VirtualHost 127.0.0.1:81>\nProxyPass / http://h/\n</VirtualHost>',
      ['127.0.0.1:81'],
    ],
    [
      'the host is wider than Listen',
      'Listen 127.0.0.1:81\n<VirtualHost *:81>\nProxyPass / http://h/\n</VirtualHost>',
      ['127.0.0.1:81'],
    ],
    [
      'any port',
      'Listen 81\nListen 82\n<VirtualHost _default_:*>\nProxyPass / http://h/\n</VirtualHost>',
      ['*:81', '*:82'],
    ],
    [
      'the main server where no host is',
      'Listen 81\nListen 82\nProxyPass / http://h/\n<VirtualHost *:82>\nProxyPass /x http://h/\n</VirtualHost>',
      ['*:82', '*:81'],
    ],
    ['nothing said', 'ProxyPass / http://h/', ['127.0.0.1:8080']],
  ])('where they listen: %s', (_, text, expected) => {
    expect(siteOf(text).map(({ listen }) => listen)).toEqual(expected);
  });

  test.each([
    ['none', '', false],
    ['the balancer', 'ProxyPassReverse / balancer://lb/', undefined],
    ['each member by name', 'ProxyPassReverse / http://h:1', undefined],
    ['something else', 'ProxyPassReverse / http://elsewhere/', undefined],
  ])('ProxyPassReverse: %s', (_, line, expected) => {
    const [site] = siteOf(`${MEMBERS}ProxyPass / balancer://lb/\n${line}`);
    expect(site?.proxyPassReverse).toBe(expected);
  });

  test.each([
    ['ProxyTimeout 7', 7],
    ['Timeout 7', 7],
    ['Timeout 9\nProxyTimeout 7', 7],
    ['Timeout 60', undefined],
  ])('%j is what members wait', (line, expected) => {
    expect(balancerOf(`${line}\n${MEMBERS}ProxyPass / balancer://lb/`)?.members[0]?.timeout).toBe(expected);
  });
});

describe('mends can be applied', () => {
  test("the article's two names become one, with cookie, members and settings", () => {
    const { project, notes } = imported(
      'Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED\n' +
        '<Proxy balancer://yourlb>\nBalancerMember http://127.0.0.1:13001/ route=1\n</Proxy>\n' +
        'ProxyPass / balancer://lbsits/x stickysession=ROUTEID',
    );
    const mend = notes.find((note) => note.mend !== undefined)?.mend;
    const mended = applyMend(project, mend ?? { label: '', steps: [] });
    expect(mended.ok && mended.value.balancers).toEqual([
      {
        name: 'lbsits',
        stickysession: 'ROUTEID',
        members: [{ url: 'http://127.0.0.1:13001/', route: '1' }],
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ]);
  });

  test('a rule that proxies everything becomes a mapping', () => {
    const { project, notes } = imported(
      `<VirtualHost *:80>\nRewriteRule ^/(.*)$ balancer://lb/$1 [P,L]\n</VirtualHost>\n${MEMBERS}`,
    );
    const mend = notes.find((note) => note.mend !== undefined)?.mend;
    const mended = applyMend(project, mend ?? { label: '', steps: [] });
    expect(mended.ok && mended.value.sites[0]?.proxyPass).toEqual([{ path: '/', url: 'balancer://lb/' }]);
  });
});

test('each understood line knows the setting it became', () => {
  const { understood } = imported(
    'Listen 81\n<VirtualHost *:81>\nServerName a.test\nProxyPass / balancer://lb/\n</VirtualHost>\n<Proxy balancer://lb>\nBalancerMember http://h:1\nBalancerMember http://h:2\nProxySet timeout=3\n</Proxy>',
  );
  expect(understood.map(({ line, path }) => `${line} ${path}`)).toEqual([
    '1 $.sites[0].listen',
    '2 $.sites[0]',
    '3 $.sites[0].serverName',
    '4 $.sites[0].proxyPass[0]',
    '6 $.balancers[0].name',
    '7 $.balancers[0].members[0]',
    '8 $.balancers[0].members[1]',
    '9 $.balancers[0].timeout',
  ]);
});
