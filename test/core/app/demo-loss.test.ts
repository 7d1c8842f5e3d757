import { afterEach, expect, test } from 'vitest';
import type { CommandResults, Project, RoutepinEvent } from '../../../core/contract/index.ts';
import { createRoutepin, findFreePort, projectFromBackends, type Routepin } from '../../../core/index.ts';

let routepin: Routepin | undefined;
afterEach(() => routepin?.stop());

/** A browser with a jar. */
function browser(origin: string) {
  const jar = new Map<string, string>();
  return async (path: string) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(origin + path, {
      headers: { cookie, accept: 'text/html', 'sec-fetch-dest': 'document' },
      redirect: 'manual',
    });
    await answer.text();
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer.status;
  };
}

test.each([true, false])(
  'the demo’s cart is lost with its member, and told once (tabs followed: %s)',
  async (trackTabs) => {
    const capabilities = {
      shell: 'browser',
      embeddedTabs: false,
      files: false,
      version: '0',
      platform: 'x',
    } as const;
    const empty: Project = { version: 1, name: 'demo', balancers: [], sites: [] };
    routepin = createRoutepin({ project: empty, capabilities, trackTabs });
    const events: RoutepinEvent[] = [];
    routepin.onEvent((event) => events.push(event));
    const demo = await routepin.execute('demo.start', { count: 2 });
    if (!demo.ok) throw new Error(demo.error.message);
    const { backends } = demo.value as CommandResults['demo.start'];
    const port = await findFreePort('127.0.0.1', 18_400, new Set());
    const made = await projectFromBackends({
      backends: backends.map(({ url }) => url),
      listen: `127.0.0.1:${port}`,
    });
    if (!made.ok) throw new Error(made.error.message);
    await routepin.loadProject(made.value, { name: null, folder: null, unsaved: false });
    expect((await routepin.start()).ok).toBe(true);

    const ask = browser(`http://127.0.0.1:${port}`);
    for (let turn = 0; turn < 3; turn++) expect(await ask('/')).toBe(200);
    expect(events.filter(({ event }) => event === 'session.lost')).toEqual([]);
    const route = routepin.snapshot().sessions[0]?.pins[0]?.route;
    await routepin.execute('demo.set-running', { url: backends[Number(route) - 1]?.url, running: false });
    for (let turn = 0; turn < 3; turn++) await ask('/');
    const lost = events.filter((event) => event.event === 'session.lost');
    expect(lost).toEqual([expect.objectContaining({ cookie: 'shop_session', cause: 'cookie-replaced' })]);
    expect(routepin.snapshot().sessions).toHaveLength(1);
  },
);
