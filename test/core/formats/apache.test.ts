// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Apache writes its variables
import { describe, expect, test } from 'vitest';
import { type Project, parseProject, reverseOf } from '../../../core/contract/index.ts';
import { quoted, setting } from '../../../core/formats/apache/words.ts';
import { renderExport, renderStandalone } from '../../../core/formats/index.ts';

function project(data: object): Project {
  const parsed = parseProject({ version: 1, name: 'shop', balancers: [], sites: [], ...data });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const ARTICLE = project({
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
});

/** Directives only, without indentation. */
function directives(of: Project): readonly string[] {
  return renderExport(of, 'apache', { comments: false })
    .text.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe('a project as an Apache 2.4 site', () => {
  test("the article's recipe, in full", () => {
    expect(renderExport(ARTICLE, 'apache').text).toBe(`\
# "shop" for Apache httpd 2.4, exported by Routepin.
# Put it into the site folder (Debian: /etc/apache2/sites-available, then a2ensite) and reload.
# Needs: a2enmod proxy proxy_http slotmem_shm proxy_balancer lbmethod_byrequests headers

# Where it listens; an address that your server listens to already must not be named twice.
Listen 127.0.0.1:8080

# The members behind balancer://lb; "route" is what the sticky cookie names.
<Proxy "balancer://lb">
    BalancerMember "http://127.0.0.1:13001" route=1
    BalancerMember "http://127.0.0.1:13002" route=2
    ProxySet stickysession=ROUTEID
    # Pin the client when the balancer chose a member; the dot before the route is required.
    Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
</Proxy>

# Site "shop": the first section of an address also serves unknown hosts.
<VirtualHost 127.0.0.1:8080>
    ServerName 127.0.0.1
    # The first matching path wins; "!" is not proxied.
    ProxyPass "/" "balancer://lb/"
    # Redirects of members that name themselves are turned back into the site's own address.
    ProxyPassReverse "/" "balancer://lb/"
</VirtualHost>
`);
  });

  test('every key of a member and a balancer', () => {
    const full = project({
      balancers: [
        {
          name: 'app',
          lbmethod: 'bybusyness',
          stickysession: 'JSESSIONID|jsessionid',
          stickysessionsep: 'off',
          scolonpathdelim: true,
          nofailover: true,
          forcerecovery: false,
          failontimeout: true,
          maxattempts: 0,
          timeout: 7,
          failonstatus: [500, 503],
          members: [
            {
              url: 'https://10.0.0.1:8443/base',
              route: 'a b',
              redirect: 'c"d',
              loadfactor: 2.5,
              lbset: 1,
              status: 'hr-h',
              retry: 0,
              timeout: 30,
              connectiontimeout: 0.5,
              ping: 2,
              max: 64,
              acquire: 1,
              disablereuse: true,
              upgrade: 'websocket',
              responsefieldsize: 16_384,
              hcmethod: 'HEAD',
              hcuri: '/health',
              hcinterval: 1.5,
              hcpasses: 2,
              hcfails: 0,
            },
          ],
        },
      ],
    });
    expect(directives(full)).toEqual([
      '<Proxy "balancer://app">',
      'BalancerMember "https://10.0.0.1:8443/base" "route=a b" "redirect=c\\"d" loadfactor=2.5 lbset=1 status=+R retry=0 timeout=30 connectiontimeout=500ms ping=2 max=64 acquire=1000ms disablereuse=On upgrade=websocket responsefieldsize=16384 hcmethod=HEAD hcuri=/health hcinterval=1500ms hcpasses=2 hcfails=0',
      'ProxySet lbmethod=bybusyness',
      'ProxySet "stickysession=JSESSIONID|jsessionid"'.replaceAll('"', ''),
      'ProxySet stickysessionsep=Off',
      'ProxySet scolonpathdelim=On',
      'ProxySet nofailover=On',
      'ProxySet forcerecovery=Off',
      'ProxySet failontimeout=On',
      'ProxySet maxattempts=0',
      'ProxySet timeout=7',
      'ProxySet failonstatus=500,503',
      '</Proxy>',
    ]);
  });

  test("what equals Apache's default is not written", () => {
    const standard = project({
      balancers: [
        {
          name: 'lb',
          lbmethod: 'byrequests',
          stickysession: '',
          stickysessionsep: '.',
          scolonpathdelim: false,
          nofailover: false,
          forcerecovery: true,
          failontimeout: false,
          timeout: 0,
          failonstatus: [],
          routeCookie: null,
          members: [
            {
              url: 'http://h:1',
              route: '',
              redirect: '',
              loadfactor: 1,
              lbset: 0,
              status: '-D',
              retry: 60,
              timeout: 0,
              connectiontimeout: 0,
              ping: 0,
              max: 0,
              acquire: 0,
              disablereuse: false,
              responsefieldsize: 8192,
              hcmethod: 'None',
              hcinterval: 30,
              hcpasses: 1,
              hcfails: 1,
            },
          ],
        },
      ],
    });
    expect(directives(standard)).toEqual([
      '<Proxy "balancer://lb">',
      'BalancerMember "http://h:1"',
      '</Proxy>',
    ]);
  });

  test('sites: names, exclusions, plain targets, preserveHost, TLS, usual ports', () => {
    const sites = project({
      balancers: ARTICLE.balancers,
      sites: [
        {
          name: 'one',
          listen: '127.0.0.1:8443',
          tls: true,
          serverName: 'shop.localhost',
          serverAlias: ['www.shop.localhost', '*.x'],
          preserveHost: true,
          proxyPass: [
            { path: '/private', url: '!' },
            { path: '/api', url: 'http://127.0.0.1:9000/' },
            { path: '/', url: 'balancer://LB/VirtualHostBase/https/yoursite.org:443/site/VirtualHostRoot/' },
          ],
        },
        {
          name: 'two',
          listen: '*:80',
          proxyPass: [{ path: '/', url: 'balancer://lb/' }],
          proxyPassReverse: false,
        },
      ],
    });
    const lines = directives(sites);
    expect(lines).toContain('Listen 127.0.0.1:8443 https');
    expect(lines).toContain('# Listen *:80');
    expect(lines.slice(lines.indexOf('<VirtualHost 127.0.0.1:8443>'))).toEqual([
      '<VirtualHost 127.0.0.1:8443>',
      'ServerName shop.localhost',
      'ServerAlias "www.shop.localhost"',
      'ServerAlias "*.x"',
      'SSLEngine On',
      '# SSLCertificateFile "/path/to/certificate.pem"',
      '# SSLCertificateKeyFile "/path/to/key.pem"',
      'RequestHeader set X-Forwarded-Proto "https"',
      'ProxyPreserveHost On',
      'ProxyPass "/private" "!"',
      'ProxyPass "/api" "http://127.0.0.1:9000/"',
      'ProxyPass "/" "balancer://lb/VirtualHostBase/https/yoursite.org:443/site/VirtualHostRoot/"',
      'ProxyPassReverse "/api" "http://127.0.0.1:9000"',
      'ProxyPassReverse "/" "balancer://lb/VirtualHostBase/https/yoursite.org:443/site/VirtualHostRoot/"',
      '</VirtualHost>',
      '<VirtualHost *:80>',
      'ProxyPass "/" "balancer://lb/"',
      '</VirtualHost>',
    ]);
  });

  test('a balancer whose name begins another name sets only its own cookie', () => {
    const [balancer] = ARTICLE.balancers;
    const two = project({ balancers: [balancer, { ...balancer, name: 'lb2', members: [] }] });
    const conditions = directives(two).filter((line) => line.startsWith('Header'));
    expect(conditions[0]).toContain("reqenv('BALANCER_NAME') == 'balancer://lb'\"");
    expect(conditions[1]).toMatch(/ env=BALANCER_ROUTE_CHANGED$/);
  });

  test('each line knows the setting it came from', () => {
    const rendered = renderExport(ARTICLE, 'apache');
    const lines = rendered.text.trimEnd().split('\n');
    expect(rendered.linePaths).toHaveLength(lines.length);
    const pathOf = (start: string) =>
      rendered.linePaths[lines.findIndex((line) => line.trim().startsWith(start))];
    expect(pathOf('BalancerMember "http://127.0.0.1:13002"')).toBe('$.balancers[0].members[1]');
    expect(pathOf('ProxySet stickysession')).toBe('$.balancers[0].stickysession');
    expect(pathOf('Header add')).toBe('$.balancers[0].routeCookie');
    expect(pathOf('Listen')).toBe('$.sites[0].listen');
    expect(pathOf('ProxyPass ')).toBe('$.sites[0].proxyPass[0]');
  });

  test('standalone: everything under the folder, the account and the modules that lie there', () => {
    const rendered = renderStandalone(ARTICLE, 'apache', {
      folder: '/tmp/a b',
      modulesFolder: '/usr/lib/apache2/modules',
      modules: ['mpm_event', 'proxy'],
      account: { user: 'www-data', group: 'www-data' },
    });
    const text = rendered?.text ?? '';
    expect(rendered?.warnings).toContainEqual(expect.stringContaining('mod_headers.so is not there'));
    expect(text).not.toContain('headers_module');
    expect(text).toContain('PidFile "/tmp/a b/apache.pid"');
    expect(text).toContain('LoadModule mpm_event_module "/usr/lib/apache2/modules/mod_mpm_event.so"');
    expect(text).not.toContain('unixd_module');
    expect(text).toContain('User "www-data"');
    expect(text).toContain('Listen 127.0.0.1:8080\n');
  });
});

describe('quoting (APACHE.md §9.5)', () => {
  test.each([
    ['a plain word', setting('route', '1'), 'route=1'],
    ['a blank', setting('route', 'a b'), '"route=a b"'],
    ['a quote', setting('route', 'a"b'), '"route=a\\"b"'],
    ['a backslash at the end', quoted('C:\\'), '"C:\\\\"'],
    ['a variable', quoted('${PATH}'), '"${routepin_dollar}{PATH}"'],
  ])('%s', (_, written, expected) => {
    expect(written).toBe(expected);
  });

  test('a line break is never written', () => {
    expect(() => quoted('a\nLoadModule x')).toThrow('control character');
  });
});

describe('ProxyPassReverse in a safe form (APACHE.md §6.7)', () => {
  test.each([
    ['/', 'balancer://lb/', '/', 'balancer://lb/'],
    ['/', 'balancer://lb', '/', 'balancer://lb/'],
    ['/p/', 'balancer://lb/', '/p', 'balancer://lb'],
    ['/p', 'balancer://lb/', '/p', 'balancer://lb'],
    ['/p/', 'balancer://lb/base/', '/p/', 'balancer://lb/base/'],
    ['/p', 'balancer://lb/base/', '/p', 'balancer://lb/base'],
    ['/', 'balancer://lb/base/', '/', 'balancer://lb/base/'],
    ['/', 'http://h:9000', '/', 'http://h:9000/'],
    ['/api', 'http://h:9000/', '/api', 'http://h:9000'],
    ['/api/', 'http://h:9000/', '/api', 'http://h:9000'],
    ['/api/', 'http://h:9000/v1/', '/api/', 'http://h:9000/v1/'],
  ])('ProxyPass %s %s', (path, url, reversePath, reverseUrl) => {
    expect(reverseOf(path, url)).toEqual({ path: reversePath, url: reverseUrl });
  });
});

describe('what cannot be said safely is left out, with a word', () => {
  test.each([
    [
      'a balancer name that is a pattern',
      { balancers: [{ name: 'a*', members: [] }] },
      '$.balancers[0].name',
    ],
    [
      'a member URL with "="',
      { balancers: [{ name: 'a', members: [{ url: 'http://h:1/x=1' }] }] },
      '$.balancers[0].members[0].url',
    ],
    [
      'a number that wraps round',
      { balancers: [{ name: 'a', members: [{ url: 'http://h:1', retry: 4e9 }] }] },
      '$.balancers[0].members[0].retry',
    ],
    [
      'a separator of two bytes',
      { balancers: [{ name: 'a', members: [], stickysessionsep: 'ü' }] },
      '$.balancers[0].stickysessionsep',
    ],
    [
      'a cookie that mod_headers takes for an expression',
      { balancers: [{ name: 'a', members: [], routeCookie: { name: 'expr' } }] },
      '$.balancers[0].routeCookie.name',
    ],
    ['port 0', { sites: [{ name: 's', listen: '127.0.0.1:0', proxyPass: [] }] }, '$.sites[0].listen'],
    [
      'a server name Apache refuses',
      { sites: [{ name: 's', listen: '127.0.0.1:1', serverName: 'a*', proxyPass: [] }] },
      '$.sites[0].serverName',
    ],
  ])('%s', (_, data, path) => {
    const rendered = renderExport(project(data), 'apache');
    expect(rendered.warnings.map((warning) => warning.split(': ')[0])).toEqual([path]);
    expect(rendered.text).toContain(`# LEFT OUT ${path}: `);
  });
});

describe('Apache 2.2, as far as it can say it (APACHE.md §9.6)', () => {
  const everything = project({
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        forcerecovery: false,
        nofailover: true,
        members: [
          { url: 'http://127.0.0.1:13001', route: '1', loadfactor: 2.4, status: '+HN', upgrade: 'websocket' },
          { url: 'http://127.0.0.1:13002', route: '${PATH}', timeout: 5, hcmethod: 'GET' },
          { url: 'ws://127.0.0.1:13003' },
        ],
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    sites: ['a', 'b'].map((name) => ({
      name,
      listen: '127.0.0.1:8080',
      serverName: `${name}.test`,
      proxyPass: [{ path: '/', url: 'balancer://lb/' }],
    })),
  });

  test('access, hosts by name, stickysession with ProxyPass, and its own time-out', () => {
    const rendered = renderExport(everything, 'apache22', { comments: false });
    expect(rendered.text.split('\n').filter((line) => !line.includes('# LEFT OUT'))).toEqual(
      `
Listen 127.0.0.1:8080
NameVirtualHost 127.0.0.1:8080

<Proxy "balancer://lb">
    BalancerMember "http://127.0.0.1:13001" route=1 loadfactor=2 status=+H timeout=60
    BalancerMember "http://127.0.0.1:13002" timeout=5
    ProxySet stickysession=ROUTEID
    ProxySet nofailover=On
    Order deny,allow
    Allow from all
    Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
</Proxy>

<VirtualHost 127.0.0.1:8080>
    ServerName a.test
    ProxyPass "/" "balancer://lb/" stickysession=ROUTEID
    ProxyPassReverse "/" "balancer://lb/"
</VirtualHost>

<VirtualHost 127.0.0.1:8080>
    ServerName b.test
    ProxyPass "/" "balancer://lb/" stickysession=ROUTEID
    ProxyPassReverse "/" "balancer://lb/"
</VirtualHost>
`
        .trimStart()
        .split('\n'),
    );
  });

  test('each thing it lacks is a comment and a warning with its path', () => {
    const { warnings, text } = renderExport(everything, 'apache22');
    const paths = warnings.map((warning) => warning.split(': ')[0]);
    expect(paths).toEqual([
      '$.balancers[0].members[0].loadfactor',
      '$.balancers[0].members[0].status',
      '$.balancers[0].members[0].upgrade',
      '$.balancers[0].members[1].route',
      '$.balancers[0].members[1].hcmethod',
      '$.balancers[0].members[2].url',
      '$.balancers[0].forcerecovery',
    ]);
    for (const path of paths) expect(text).toContain(`# LEFT OUT ${path}: `);
    expect(text).toContain('Needs: a2enmod proxy proxy_http proxy_balancer headers\n');
  });

  test('has no form that runs by itself', () => {
    const place = { folder: '/tmp/a', modulesFolder: '/m', modules: [], account: null };
    expect(renderStandalone(everything, 'apache22', place)).toBeUndefined();
  });
});
