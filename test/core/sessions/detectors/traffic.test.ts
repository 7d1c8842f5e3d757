import { expect } from 'vitest';
import { applyMend, type TrafficFinding } from '../../../../core/contract/index.ts';
import { type Case, playCases } from './cases.ts';
import type { Answer, Client, Stage, StageOptions } from './stage.ts';

const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';

/** Engine.IO's handshake and polls: a session is known to the process that made it. */
function engineIo(): StageOptions {
  const known = new Map<string, string>();
  return {
    members: 2,
    answer: (asked, response, route) => {
      const sid = /[?&]sid=([^&]+)/.exec(asked.url ?? '')?.[1];
      if (sid === undefined) {
        const made = `sid${known.size}`;
        known.set(made, route);
        response.end(`0{"sid":"${made}"}`);
        return;
      }
      if (known.get(sid) === route) response.end('2');
      else response.writeHead(400).end('{"code":1,"message":"Session ID unknown"}');
    },
  };
}

/** A client's handshake and three polls. */
async function poll(client: Client): Promise<void> {
  const { body } = await client.get('/socket.io/?EIO=4&transport=polling');
  const sid = /"sid":"([^"]+)"/.exec(body)?.[1];
  for (let turn = 0; turn < 3; turn++) await client.get(`/socket.io/?EIO=4&transport=polling&sid=${sid}`);
}

const setting = (line: string): StageOptions => ({
  answer: (_asked, response) => response.setHeader('set-cookie', line).end('x'),
});

/** A shop whose log-out clears its session, and the route cookie with it where `clearsPin`. */
function withLogout(clearsPin: boolean): StageOptions {
  return {
    answer: (asked, response) => {
      if (asked.url === '/login') response.setHeader('set-cookie', 'session_id=abc; Path=/; HttpOnly');
      if (asked.url === '/logout') {
        response.setHeader('set-cookie', [
          'session_id=; Path=/; Max-Age=0',
          ...(clearsPin ? ['ROUTEID=; Path=/; Max-Age=0'] : []),
        ]);
      }
      response.end('x');
    },
  };
}

async function logInAndOut(on: Stage): Promise<void> {
  const client = on.client();
  await client.get('/');
  await client.get('/login');
  await client.get('/logout');
  await client.get('/');
}

/** Twelve users, of whom each makes so many requests. */
async function users(on: Stage, requestsOf: (route: string, index: number) => number): Promise<void> {
  const clients = Array.from({ length: 12 }, (_, index) => on.client({ userAgent: `user ${index}` }));
  for (const client of clients) await client.ask('/');
  await on.later(31_000);
  await Promise.all(
    clients.map(async (client, index) => {
      const count = requestsOf(client.route, index);
      for (let turn = 0; turn < count; turn++) await client.ask('/');
    }),
  );
  await on.later(31_000);
}

/** A member goes, eight users come, and it returns; `comesBack` more come then. */
async function recovers(on: Stage, comesBack: number): Promise<void> {
  const outage = async (isOn: boolean) => {
    await on.run('member.simulate-outage', { balancer: 'lb', member: on.backends[0]?.url, on: isOn });
  };
  await outage(true);
  for (let index = 0; index < 8; index++) await on.client({ userAgent: `early ${index}` }).get();
  await outage(false);
  await on.run('member.retry-now', { balancer: 'lb', member: on.backends[0]?.url });
  for (let index = 0; index < comesBack; index++) await on.client({ userAgent: `late ${index}` }).get();
  await on.later(70_000);
}

/** A shop whose health page and pages may be of two minds. */
function withHealth(answer: Answer, hcuri = '/health'): StageOptions {
  return {
    answer,
    project: (project) => {
      for (const member of project.balancers[0].members) {
        Object.assign(member, { hcmethod: 'GET', hcuri, hcinterval: 0.1 });
      }
    },
  };
}

/** Waits for a real health check: they have a clock of their own. */
async function checked(on: Stage, count: number): Promise<void> {
  for (let seen = 0, last = 0; seen < count; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const atMs = on.routepin.snapshot().balancers[0]?.members[0]?.healthCheck?.atMs ?? 0;
    if (atMs !== last) seen += 1;
    last = atMs;
    on.tick();
    await on.findings();
  }
}

const csrf: Answer = (asked, response) => {
  const isOwn =
    asked.headers.origin === undefined || new URL(asked.headers.origin).host === asked.headers.host;
  response.writeHead(isOwn ? 200 : 403).end();
};

async function forms(on: Stage): Promise<void> {
  const client = on.client();
  await client.get('/form');
  const origin = { origin: `http://127.0.0.1:${on.port}` };
  for (let turn = 0; turn < 3; turn++) await client.get('/form', origin, 'POST');
}

async function mended(on: Stage, { remedy }: TrafficFinding): Promise<void> {
  if (remedy?.kind !== 'project') throw new Error('no mend');
  const project = applyMend(on.routepin.project, remedy.mend);
  if (!project.ok) throw new Error(JSON.stringify(project.error));
  await on.run('project.apply', { project: project.value });
}

const CASES: readonly Case[] = [
  {
    detector: 'cookie-refused',
    name: 'a Secure cookie over http to a host that is not this machine',
    sick: {
      stage: setting('login=abc; Path=/; Secure'),
      play: async (on) => void (await on.client({ host: 'shop.test' }).get()),
    },
    healthy: {
      stage: setting('login=abc; Path=/; Secure'),
      play: async (on) => void (await on.client({ host: 'shop.localhost' }).get()),
    },
    says: /Browsers refuse the cookie login: it is Secure, and shop\.test is asked over plain http/,
  },
  {
    detector: 'cookie-refused',
    name: 'a Secure route cookie of ours for Safari on this machine, and its mend',
    sick: {
      stage: { project: (project) => Object.assign(project.balancers[0].routeCookie, { secure: true }) },
      play: async (on) => void (await on.client({ userAgent: SAFARI }).get()),
    },
    healthy: {
      stage: { project: (project) => Object.assign(project.balancers[0].routeCookie, { secure: true }) },
      play: async (on) => void (await on.client().get()),
    },
    says: /it is Secure, and this browser takes such cookies over https only/,
    afterwards: async (on, finding) => {
      await mended(on, finding);
      await on.client({ userAgent: SAFARI }).get();
      expect((await on.findings()).find(({ id }) => id === finding.id)?.closedAtMs).not.toBeNull();
    },
  },
  {
    detector: 'cookie-refused',
    name: 'SameSite=None without Secure',
    sick: {
      stage: setting('embed=1; Path=/; SameSite=None'),
      play: async (on) => void (await on.client().get()),
    },
    healthy: {
      stage: setting('embed=1; Path=/; SameSite=None; Secure'),
      play: async (on) => void (await on.client().get()),
    },
    says: /is SameSite=None without Secure/,
  },
  {
    detector: 'cookie-refused',
    name: 'a Domain that is not the site’s',
    sick: {
      stage: setting('login=1; Domain=shop.example; Path=/'),
      play: async (on) => {
        await on.client({ host: 'shop.localhost' }).get();
        await libraryLoaded(on);
      },
    },
    healthy: {
      stage: setting('login=1; Domain=shop.localhost; Path=/'),
      play: async (on) => {
        await on.client({ host: 'www.shop.localhost' }).get();
        await libraryLoaded(on);
      },
    },
    says: /is for the Domain shop\.example, and the site is shop\.localhost/,
  },
  {
    detector: 'cookie-refused',
    name: 'Domain=localhost for a name below it',
    sick: {
      stage: setting('login=1; Domain=localhost; Path=/'),
      play: async (on) => {
        await on.client({ host: 'shop.localhost' }).get();
        await libraryLoaded(on);
      },
    },
    healthy: {
      stage: setting('login=1; Domain=localhost; Path=/'),
      play: async (on) => {
        await on.client({ host: 'localhost' }).get();
        await libraryLoaded(on);
      },
    },
    says: /under which anybody may have a site/,
  },
  {
    detector: 'cookie-refused',
    name: 'a name that promises more than the cookie keeps',
    sick: {
      stage: setting('__host-login=1; Secure; Path=/app'),
      play: async (on) => {
        await on.client().get();
        await libraryLoaded(on);
      },
    },
    healthy: {
      stage: setting('__Host-login=1; Secure; Path=/'),
      play: async (on) => {
        await on.client().get();
        await libraryLoaded(on);
      },
    },
    says: /needs Secure, path=\/ and no Domain because of its name/,
  },
  {
    detector: 'cookie-refused',
    name: 'a cookie of more than 4096 bytes',
    sick: {
      stage: setting(`big=${'x'.repeat(4100)}; Path=/`),
      play: async (on) => void (await on.client({ keepsCookies: false }).get()),
    },
    healthy: {
      stage: setting(`big=${'x'.repeat(4000)}; Path=/`),
      play: async (on) => void (await on.client({ keepsCookies: false }).get()),
    },
    says: /has 4103 bytes of name and value, and browsers take 4096/,
  },
  {
    detector: 'socketio-split',
    name: 'a client without cookies polls another member than the one that shook its hand',
    sick: {
      stage: engineIo(),
      play: (on) => poll(on.client({ keepsCookies: false, userAgent: 'node-xhr' })),
    },
    healthy: { stage: engineIo(), play: (on) => poll(on.client()) },
    says: /A Socket\.IO (?:handshake|session) was answered by route \d and its next request went to route \d, which answered 400/,
  },
  {
    detector: 'websocket-left-behind',
    name: 'a session moved by hand, its WebSocket still on the old route',
    sick: {
      play: async (on) => {
        const client = on.client({ cookies: { sid: 'x' } });
        await client.get();
        await client.upgrade('/live');
        await move(on, client);
        await on.later(11_000);
      },
    },
    healthy: {
      play: async (on) => {
        const client = on.client({ cookies: { sid: 'x' } });
        await client.get();
        await client.upgrade('/live');
        on.hangUp();
        await move(on, client);
        await on.later(11_000);
      },
    },
    says: /1 WebSocket \(\/live\) is still open on route \d although its session moved to route \d/,
    afterwards: async (on, finding) => {
      on.hangUp();
      await on.until((event) => event.event === 'finding.closed' && event.id === finding.id);
    },
  },
  {
    detector: 'load-uneven',
    name: 'the busy users are all pinned to one member',
    sick: { stage: { members: 3 }, play: (on) => users(on, (route) => (route === '1' ? 60 : 3)) },
    healthy: { stage: { members: 3 }, play: (on) => users(on, () => 18) },
    says: /Route 1 answered \d\d % of \d+ requests in 30 seconds; its fair share is 33 %\. 4 of \d+ active sessions are pinned/,
    withoutEvidence: true,
  },
  {
    detector: 'load-uneven',
    name: 'one busy user is no uneven load',
    sick: { stage: { members: 3 }, play: (on) => users(on, (route) => (route === '1' ? 60 : 3)) },
    healthy: {
      stage: { members: 3 },
      play: async (on) => {
        const client = on.client();
        await client.get();
        await on.later(31_000);
        for (let turn = 0; turn < 220; turn++) await client.ask('/');
        await on.later(31_000);
      },
    },
    says: /Route 1/,
    withoutEvidence: true,
    afterwards: async (on, { remedy }) => {
      if (remedy?.kind !== 'commands') throw new Error('no remedy');
      expect(remedy.label).toMatch(/^Move 2 sessions to route [23]$/);
      for (const { name, params } of remedy.commands) await on.run(name, params);
    },
  },
  {
    detector: 'recovered-member-empty',
    name: 'pins that were made while a member was away stay where they are',
    sick: { play: (on) => recovers(on, 0) },
    healthy: { play: (on) => recovers(on, 8) },
    says: /Route 1 is back for 1 minute and holds none of 8 pins; its fair share is 4/,
    withoutEvidence: true,
    afterwards: async (on, { id, remedy }) => {
      if (remedy?.kind !== 'commands') throw new Error('no remedy');
      expect(remedy.label).toBe('Move 4 sessions to route 1');
      for (const { name, params } of remedy.commands) await on.run(name, params);
      await on.later(10_000);
      expect((await on.findings()).find((one) => one.id === id)?.closedAtMs).not.toBeNull();
    },
  },
  {
    detector: 'pin-outlives-session',
    name: 'logged out, and pinned all the same',
    sick: { stage: withLogout(false), play: logInAndOut },
    healthy: { stage: withLogout(true), play: logInAndOut },
    says: /A client logged out \(session_id was cleared\) and is still pinned by ROUTEID, the last one to route \d/,
    afterwards: async (on, { remedy }) => {
      if (remedy?.kind !== 'commands') throw new Error('no remedy');
      for (const { name, params } of remedy.commands) await on.run(name, params);
    },
  },
  {
    detector: 'health-at-odds',
    name: 'the check passes while every page fails',
    sick: {
      stage: withHealth((asked, response) => response.writeHead(asked.url === '/health' ? 200 : 500).end()),
      play: async (on) => {
        const client = on.client();
        for (let turn = 0; turn < 6; turn++) await client.ask('/');
        await checked(on, 3);
      },
    },
    healthy: {
      stage: withHealth((_asked, response) => response.end('fine')),
      play: async (on) => {
        const client = on.client();
        for (let turn = 0; turn < 6; turn++) await client.ask('/');
        await checked(on, 3);
      },
    },
    says: /The health check of route 1 passes \(GET \/health answered 200\) while 6 of its last 6 requests failed, the newest with 500/,
  },
  {
    detector: 'health-at-odds',
    name: 'the check asks for a page that redirects, and takes out a member that works',
    sick: {
      stage: withHealth(
        (asked, response) => response.writeHead(asked.url === '/admin' ? 404 : 200).end(),
        '/admin',
      ),
      play: async (on) => {
        await on.client().ask('/');
        await checked(on, 3);
      },
    },
    healthy: {
      stage: withHealth((_asked, response) => response.writeHead(200).end(), '/health'),
      play: async (on) => {
        await on.client().ask('/');
        await checked(on, 3);
      },
    },
    says: /The health check takes route \d out \(.*404.*\) although it answered ordinary requests a moment before/,
    withoutEvidence: true,
  },
  {
    detector: 'origin-at-odds',
    name: 'forms that compare Origin with Host, and its mend',
    sick: { stage: { answer: csrf }, play: forms },
    healthy: {
      stage: { answer: csrf, project: (project) => Object.assign(project.sites[0], { preserveHost: true }) },
      play: forms,
    },
    says: /3 requests of this site’s own pages were refused with 403: the page is on 127\.0\.0\.1:\d+, and the member is asked by 127\.0\.0\.1:\d+/,
    afterwards: async (on, finding) => {
      await mended(on, finding);
      await forms(on);
      expect((await on.findings()).find(({ id }) => id === finding.id)?.closedAtMs).not.toBeNull();
    },
  },
  {
    detector: 'origin-at-odds',
    name: 'an application that refuses one form and takes the others',
    sick: { stage: { answer: csrf }, play: forms },
    healthy: {
      stage: {
        answer: (asked, response) => response.writeHead(asked.url === '/forbidden' ? 403 : 200).end(),
      },
      play: async (on) => {
        const client = on.client();
        await client.get('/form');
        const origin = { origin: `http://127.0.0.1:${on.port}` };
        for (const path of ['/forbidden', '/form', '/forbidden', '/form'])
          await client.get(path, origin, 'POST');
      },
    },
    says: /refused with 403/,
  },
];

playCases(CASES);

async function move(on: Stage, client: Client): Promise<void> {
  const session = on.routepin.snapshot().sessions[0];
  await on.run('session.pin', { sessionId: session?.sessionId, route: client.route === '1' ? '2' : '1' });
  await client.get();
}

/** The cookie library is loaded when a Domain is seen for the first time. */
async function libraryLoaded(on: Stage): Promise<void> {
  await on.findings();
  await import('tough-cookie');
  await new Promise((resolve) => setImmediate(resolve));
  await on.findings();
}
