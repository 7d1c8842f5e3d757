import { connect } from 'node:net';
import { fail, type Project, parseMemberUrl, type Result, succeed, type Trouble } from '../contract/index.ts';

export interface BackendsOptions {
  /** Ports (`13001`) or URLs, in the order that their routes are to have. */
  readonly backends: readonly string[];
  readonly listen: string;
}

/** How long a port may take to accept before the other loopback address is tried; it is this machine. */
const CONNECT_MS = 500;

/**
 * The project that `serve --backend` and the desktop start from (DESIGN.md §4): balancer `lb`, byrequests, sticky by
 * the route cookie ROUTEID=.R, routes 1…n in the order given, one site that sends everything there.
 */
export async function projectFromBackends(options: BackendsOptions): Promise<Result<Project, Trouble>> {
  const urls = await Promise.all(options.backends.map(memberUrl));
  const bad = options.backends.find((_, index) => urls[index] === undefined);
  if (bad !== undefined) {
    return fail({
      code: 'bad-params',
      message: `"${bad}" is neither a port nor a member URL`,
      hint: 'Write a port such as 13001, or a URL such as http://127.0.0.1:13001.',
    });
  }
  return succeed({
    version: 1,
    name: 'unnamed',
    balancers: [
      {
        name: 'lb',
        lbmethod: 'byrequests',
        stickysession: 'ROUTEID',
        members: urls.flatMap((url, index) =>
          url === undefined ? [] : [{ url, route: String(index + 1), upgrade: 'websocket' }],
        ),
        routeCookie: { name: 'ROUTEID', value: '.%{BALANCER_WORKER_ROUTE}e', path: '/' },
      },
    ],
    sites: [{ name: 'default', listen: options.listen, proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  });
}

async function memberUrl(backend: string): Promise<string | undefined> {
  if (!/^\d{1,5}$/.test(backend)) return parseMemberUrl(backend) === undefined ? undefined : backend;
  const port = Number(backend);
  if (port < 1 || port > 65_535) return undefined;
  // A bare port means 127.0.0.1, or ::1 if only that answers.
  const onlyIpv6 = !(await accepts('127.0.0.1', port)) && (await accepts('::1', port));
  return `http://${onlyIpv6 ? '[::1]' : '127.0.0.1'}:${port}`;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
