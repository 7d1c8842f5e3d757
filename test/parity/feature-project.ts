import { type Project, parseProject } from '../../core/contract/index.ts';

/** A project with every feature that a comparison can meet. Its backends don't run, and needn't. */
export function featureProject(): Project {
  const parsed = parseProject({
    version: 1,
    name: 'every feature',
    balancers: [
      {
        name: 'lb',
        lbmethod: 'bybusyness',
        stickysession: 'JSESSIONID|jsessionid',
        scolonpathdelim: true,
        failonstatus: [500, 503],
        maxattempts: 2,
        members: [
          {
            url: 'http://127.0.0.1:13001/base',
            route: 'a.b',
            loadfactor: 2.3,
            redirect: 's',
            upgrade: 'websocket',
          },
          { url: 'http://127.0.0.1:13002', route: 'b', status: '+N', retry: 1, ping: 0.01 },
          { url: 'http://127.0.0.1:13003', route: 's', status: '+H', lbset: 1 },
          { url: 'http://127.0.0.1:13004', route: 'r', status: '+R', disablereuse: true, max: 1 },
          { url: 'https://10.0.0.1:13005', route: 't', status: '+D' },
          {
            url: 'http://127.0.0.1:13006',
            route: 'b',
            hcmethod: 'HEAD',
            hcuri: '/health',
            hcinterval: 0.1,
          },
        ],
        routeCookie: { name: 'JSESSIONID', path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 },
      },
      {
        name: 'off',
        stickysession: 'ROUTEID',
        stickysessionsep: 'Off',
        nofailover: true,
        forcerecovery: false,
        timeout: 30,
        lbmethod: 'bytraffic',
        members: [
          { url: 'http://127.0.0.1:14001', route: '1', retry: 0 },
          { url: 'http://127.0.0.1:14002', route: '2' },
        ],
        routeCookie: { name: 'ROUTEID', value: '%{BALANCER_WORKER_ROUTE}e', path: '/off' },
      },
      { name: 'app', members: [{ url: 'http://127.0.0.1:15001' }, { url: 'http://127.0.0.1:15002' }] },
      { name: 'empty', stickysession: 'X', members: [] },
      { name: 'unused', members: [{ url: 'http://127.0.0.1:16001' }] },
    ],
    sites: [
      {
        name: 'shop',
        listen: '127.0.0.1:8080',
        serverName: 'shop.localhost',
        serverAlias: ['*.shop.localhost'],
        preserveHost: true,
        proxyPass: [
          { path: '/private', url: '!' },
          { path: '/api', url: 'http://127.0.0.1:9000/' },
          { path: '/off', url: 'balancer://off/x/' },
          { path: '/empty', url: 'balancer://empty/' },
          { path: '/', url: 'balancer://lb/VirtualHostBase/https/yoursite.org:443/p/VirtualHostRoot/' },
        ],
      },
      {
        name: 'other',
        listen: '127.0.0.1:8080',
        serverName: 'other.localhost',
        proxyPassReverse: false,
        proxyPass: [{ path: '/', url: 'balancer://app/' }],
      },
      {
        name: 'secure',
        listen: '*:8443',
        tls: true,
        serverName: 'shop.localhost',
        proxyPass: [{ path: '/', url: 'balancer://lb/' }],
      },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** The article's project: three members, routes 1 to 3, one cookie. */
export function shopProject(balancer: Record<string, unknown> = {}): Project {
  const members = [1, 2, 3].map((route) => ({ url: `http://127.0.0.1:1300${route}`, route: String(route) }));
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members,
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...balancer,
      },
    ],
    sites: [{ name: 'shop', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
