import { type Case, playCases } from './cases.ts';
import type { Stage, StageOptions } from './stage.ts';

const twoBalancers: NonNullable<StageOptions['project']> = (project) => {
  const [first, second] = project.balancers[0].members;
  project.balancers[0].members = [{ ...first, route: 'a' }];
  project.balancers.push({ ...project.balancers[0], name: 'other', members: [{ ...second, route: 'b' }] });
  project.sites.push({
    name: 'admin',
    listen: `127.0.0.1:${project.otherPort}`,
    proxyPass: [{ path: '/', url: 'balancer://other/' }],
  });
};

/** Sicknesses that one or a few clients show in their cookies. */
const CASES: readonly Case[] = [
  {
    detector: 'bouncing',
    name: 'a client that ignores the new cookie while its member comes and goes',
    sick: {
      play: async (on) => {
        const client = on.client({ keepsCookies: false, cookies: { sid: 'x', ROUTEID: '.1' } });
        for (let turn = 0; turn < 3; turn++) {
          await outage(on, 0, true);
          await client.get();
          await outage(on, 0, false);
          await client.get();
        }
      },
    },
    healthy: {
      play: async (on) => {
        const client = on.client({ cookies: { sid: 'x', ROUTEID: '.1' } });
        for (let turn = 0; turn < 3; turn++) {
          await outage(on, 0, true);
          await client.get();
          await outage(on, 0, false);
          await client.get();
        }
      },
    },
    says: /changes its route again and again with ROUTEID unchanged/,
  },
  {
    detector: 'first-requests-split',
    name: 'a page without a cookie asks for two things at once',
    sick: { play: (on) => burst(on, true) },
    healthy: { play: (on) => burst(on, false) },
    says: /sent \/a and \/b side by side, and they went to route \d and route \d/,
  },
  {
    detector: 'first-requests-split',
    name: 'two newcomers at once that only look alike',
    sick: { play: (on) => burst(on, true) },
    healthy: {
      play: async (on) => {
        await Promise.all([on.client().ask('/a'), on.client().ask('/b')]);
      },
    },
    says: /side by side/,
  },
  {
    detector: 'route-cookies-several',
    name: 'ROUTEID for two paths, with two values',
    sick: {
      play: async (on) => {
        await on.client().get('/', { cookie: 'ROUTEID=.2; ROUTEID=.1' });
      },
    },
    healthy: {
      play: async (on) => {
        await on.client().get('/', { cookie: 'ROUTEID=.2; XROUTEID=.1; ROUTEID=.2' });
      },
    },
    says: /sends ROUTEID 2 times with different values; the first one, \.2, wins, and \.1 is ignored/,
  },
  {
    detector: 'id-without-route',
    name: 'an application that sets JSESSIONID without its route',
    sick: {
      stage: jsession((_asked, response) => response.setHeader('set-cookie', 'JSESSIONID=0123abcd; Path=/')),
      play: async (on) => {
        await on.client().get();
      },
    },
    healthy: {
      stage: jsession((_asked, response, route) =>
        response.setHeader('set-cookie', `JSESSIONID=abc.${route}; Path=/`),
      ),
      play: async (on) => {
        const client = on.client();
        for (let turn = 0; turn < 4; turn++) await client.get();
      },
    },
    says: /sets JSESSIONID=•••, which names no route/,
  },
  {
    detector: 'id-without-route',
    name: 'an id that has a dot of its own: the first one counts',
    sick: {
      stage: jsession((_asked, response, route) =>
        response.setHeader('set-cookie', `JSESSIONID=ab.cd.${route}; Path=/`),
      ),
      play: async (on) => {
        await on.client().get();
      },
    },
    healthy: {
      stage: jsession((_asked, response, route) =>
        response.setHeader('set-cookie', `JSESSIONID=ab-cd.${route}; Path=/`),
      ),
      play: async (on) => {
        await on.client().get();
      },
    },
    says: /reads as "cd\.\d", because the first dot counts/,
  },
  {
    detector: 'id-without-route',
    name: 'a member that calls itself by the name of another',
    sick: {
      stage: jsession((_asked, response) => response.setHeader('set-cookie', 'JSESSIONID=abc.2; Path=/')),
      play: async (on) => {
        await on.client().get();
      },
    },
    healthy: {
      stage: jsession((_asked, response, route) =>
        response.setHeader('set-cookie', `JSESSIONID=abc.${route}; Path=/`),
      ),
      play: async (on) => {
        await on.client().get();
        await on.client().get();
      },
    },
    says: /Route 1 sets JSESSIONID=•••\.2, which is the route of another member \(2\)/,
  },
  {
    detector: 'cookie-on-every-answer',
    name: 'members without a route (ROUTEID=. for ever)',
    sick: {
      stage: {
        project: (project) => {
          for (const member of project.balancers[0].members) delete member.route;
        },
      },
      play: async (on) => {
        const client = on.client();
        for (let turn = 0; turn < 5; turn++) await client.get();
      },
    },
    healthy: {
      play: async (on) => {
        const client = on.client();
        for (let turn = 0; turn < 5; turn++) await client.get();
      },
    },
    says: /brings back what it was given, \., and nothing follows its separator: the member has no route/,
  },
  {
    detector: 'cookie-on-every-answer',
    name: 'a value without a separator, sent again and again',
    sick: {
      play: async (on) => {
        const client = on.client({ keepsCookies: false, cookies: { sid: 'x', ROUTEID: '1' } });
        for (let turn = 0; turn < 4; turn++) await client.get();
      },
    },
    healthy: {
      play: async (on) => {
        const client = on.client({ cookies: { sid: 'x', ROUTEID: '1' } });
        for (let turn = 0; turn < 4; turn++) await client.get();
      },
    },
    says: /keeps sending 1, which has no separator/,
  },
  {
    detector: 'cookie-name-shared',
    name: 'two balancers on one host whose routes differ and whose cookie does not',
    sick: {
      stage: { members: 2, project: twoBalancers },
      play: (on) => toAndFro(on, 'a.localhost', 'a.localhost'),
    },
    healthy: {
      stage: { members: 2, project: twoBalancers },
      play: (on) => toAndFro(on, 'a.localhost', 'b.localhost'),
    },
    says: /shop \(balancer lb\) and admin \(balancer other\) both set ROUTEID on a\.localhost|admin \(balancer other\) and shop \(balancer lb\) both set ROUTEID on a\.localhost/,
  },
  {
    detector: 'cookie-name-shared',
    name: 'a program that is not behind us sets ROUTEID, too',
    sick: {
      play: async (on) => {
        const client = on.client({ cookies: { sid: 'x' } });
        for (let turn = 0; turn < 6; turn++) {
          await client.get();
          await client.get();
          client.jar.set('ROUTEID', '.strange');
        }
      },
    },
    healthy: {
      play: async (on) => {
        // An old value is taken off once, as after a change of the configuration.
        for (let turn = 0; turn < 6; turn++) {
          const client = on.client({ cookies: { ROUTEID: '.old' }, userAgent: `Chrome/${turn}` });
          await client.get();
          await client.get();
        }
      },
    },
    says: /Something else on 127\.0\.0\.1 sets ROUTEID, too/,
  },
];

playCases(CASES);

function jsession(answer: NonNullable<StageOptions['answer']>): StageOptions {
  return {
    answer: (asked, response, route) => {
      if (asked.headers.cookie === undefined) answer(asked, response, route);
      response.end();
    },
    project: (project) => {
      project.balancers[0].stickysession = 'JSESSIONID|jsessionid';
      delete project.balancers[0].routeCookie;
    },
  };
}

async function outage(on: Stage, member: number, isOn: boolean): Promise<void> {
  await on.run('member.simulate-outage', { balancer: 'lb', member: on.backends[member]?.url, on: isOn });
  if (!isOn) await on.run('member.retry-now', { balancer: 'lb', member: on.backends[member]?.url });
}

/** Two requests of one page, at once or one after the other. */
async function burst(on: Stage, atOnce: boolean): Promise<void> {
  const client = on.client();
  const page = { referer: `http://127.0.0.1:${on.port}/page` };
  if (!atOnce) {
    await client.get('/a', page);
    await client.get('/b', page);
    return;
  }
  // Sent in the same moment, and answered while the clock stands: overlapping for certain.
  await Promise.all([client.ask('/a', page), client.ask('/b', page)]);
}

/** One browser uses two sites; cookies of one host name are one jar, whatever the port. */
async function toAndFro(on: Stage, shopHost: string, adminHost: string): Promise<void> {
  const shop = on.client({ host: shopHost });
  const admin = on.client({ host: adminHost, port: on.otherPort });
  for (let turn = 0; turn < 4; turn++) {
    await shop.get();
    if (shopHost === adminHost) for (const [name, value] of shop.jar) admin.jar.set(name, value);
    await admin.get();
    if (shopHost === adminHost) for (const [name, value] of admin.jar) shop.jar.set(name, value);
  }
}
