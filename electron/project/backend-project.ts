/**
 * A project around backends that were named on the command line, as `routepin serve --backend` makes it
 * (DESIGN.md §4). It is data to be checked like a file: what was typed may be no URL.
 */
export function backendProject(backends: readonly string[], listen: string): unknown {
  return {
    version: 1,
    name: 'untitled',
    balancers: [
      {
        name: 'lb',
        lbmethod: 'byrequests',
        stickysession: 'ROUTEID',
        members: backends.map((backend, index) => ({
          url: /^\d+$/.test(backend) ? `http://127.0.0.1:${backend}` : backend,
          route: String(index + 1),
          upgrade: 'websocket',
        })),
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    sites: [{ name: 'site', listen, proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}
