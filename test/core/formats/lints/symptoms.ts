import type { Page } from '@playwright/test';
import { type Asked, ask, type Stage, type StageBackend } from './stage.ts';

/**
 * Whether the symptom shows at this stage: asked of a real Apache that runs the export, once as the lint found it (has
 * to show) and once mended (must not).
 */
export type Symptom = (stage: Stage, browser: () => Promise<Page>) => Promise<boolean>;

/** Longest wait for what happens by itself, such as a health check: it only has to catch what never comes. */
const LONGEST_MS = 6000;
/** How long what should not happen gets to happen: ten times the interval of the health checks here. */
const QUIET_MS = 1200;

async function within(limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A browser's cookies in short: what was set last under each name, cut at `;`. */
class Jar {
  readonly #values = new Map<string, string>();

  keep(cookies: readonly string[]): void {
    for (const line of cookies) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      if (equals > 0) this.#values.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
    }
  }

  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** Two clients come, each for five requests: somebody is moved, or gets a second cookie. */
const isNotSticky =
  (asked: Asked = {}): Symptom =>
  async ({ port }) => {
    for (let client = 0; client < 2; client++) {
      const jar = new Jar();
      let member: string | null = null;
      for (let visit = 0; visit < 5; visit++) {
        const got = await ask(port, { ...asked, ...(visit === 0 ? {} : { cookie: jar.header }) });
        if (visit > 0 && (got.member !== member || got.cookies.length > 0)) return true;
        jar.keep(got.cookies);
        member = got.member;
      }
    }
    return false;
  };

const answers =
  (status: number, asked: Asked = {}): Symptom =>
  async ({ port }) =>
    (await ask(port, asked)).status === status;

const PINNED: Asked = { cookie: 'ROUTEID=.1' };

/** The healthy member `a` loses its sessions to a health check that can't succeed. */
const losesSessionsToItsCheck: Symptom = ({ port }) =>
  within(QUIET_MS, async () => (await ask(port, PINNED)).member !== 'a');

/** Whether a real browser keeps none of the cookies that a page gave it. */
const isRefusedByTheBrowser =
  (host: string): Symptom =>
  async ({ port }, browser) => {
    const page = await browser();
    const context = page.context();
    const answer = await page.goto(`http://${host}:${port}/`);
    if ((await answer?.headersArray())?.every(({ name }) => name.toLowerCase() !== 'set-cookie') !== false) {
      throw new Error('Apache set no cookie at all');
    }
    return (await context.cookies()).length === 0;
  };

/** Whether a page elsewhere on the site is asked for without the cookie that /shop/cart got. */
const isNotSentElsewhere: Symptom = async ({ port }, browser) => {
  const page = await browser();
  const context = page.context();
  await page.goto(`http://localhost:${port}/shop/cart`);
  if ((await context.cookies(`http://localhost:${port}/shop/cart`)).length === 0)
    throw new Error('no cookie');
  return (await context.cookies(`http://localhost:${port}/help`)).length === 0;
};

/** Breaks a member, brings it back, and sees whether it gets anything in the next seconds. */
const isIgnoredAfterRestart: Symptom = async ({ port, a }) => {
  await a.stop();
  const lost = await ask(port, PINNED);
  if (lost.member !== 'b') throw new Error(`expected failover to b, got ${lost.status} from ${lost.member}`);
  await a.start();
  return !(await within(LONGEST_MS, async () => (await ask(port, PINNED)).member === 'a'));
};

/** Every member that is on dies and comes back: is the next request refused? */
const doesNotRecover: Symptom = async ({ port, a, b, c }) => {
  const all = [a, b, c];
  for (const backend of all) await backend.stop();
  const down = await ask(port);
  if (down.status !== 503) throw new Error(`expected 503 while all are down, got ${down.status}`);
  for (const backend of all) await backend.start();
  return (await ask(port)).status === 503;
};

const movesAfterMissingPage: Symptom = async ({ port }) => {
  const missing = await ask(port, { ...PINNED, path: '/missing' });
  if (missing.status !== 404 || missing.member !== 'a') throw new Error('expected the 404 of a');
  return (await ask(port, PINNED)).member !== 'a';
};

/** While the one connection to `a` is busy, does a second request of its session go elsewhere? */
const movesWhenPoolIsBusy: Symptom = async ({ port, a }) => {
  const first = ask(port, { ...PINNED, path: '/slow' });
  await within(LONGEST_MS, () => a.isHolding);
  const second = ask(port, PINNED);
  const early = await Promise.race([second, within(QUIET_MS, () => false)]);
  a.release();
  await first;
  const got = await second;
  return early !== false && got.member !== 'a';
};

/** Fails once, passes twice: still in, as hcfails=2 says. Fails once more, and is out, though it never failed twice in a row. */
const isOutAfterTwoFailuresInAll: Symptom = async ({ port, a }) => {
  const checked = (count: number): Promise<boolean> => {
    const from = a.targets.length;
    return within(LONGEST_MS, () => a.targets.length >= from + count);
  };
  a.hiccups = [500];
  await checked(3);
  if ((await ask(port, PINNED)).member !== 'a') throw new Error('out after one failure');
  a.hiccups = [500];
  return within(QUIET_MS, async () => (await ask(port, PINNED)).member !== 'a');
};

const checks = ({ targets }: StageBackend): number => targets.filter((target) => target === '/health').length;

const WEB_SOCKET: Asked = {
  headers: {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  },
};

/** What Apache shows for each lint of projects, by id. */
export const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  'cookie-value-without-route': isNotSticky(),
  'cookie-value-without-separator': isNotSticky(),
  'cookie-value-separator-mismatch': isNotSticky(),
  'route-missing': isNotSticky(),
  'route-doubled': isNotSticky(),
  'route-not-cookie-safe': isNotSticky(),
  'stickysession-missing': isNotSticky(),
  'cookie-name-mismatch': isNotSticky(),
  'stickysession-half-empty': isNotSticky({ path: '/list?page=2' }),
  'stickysession-too-long': isNotSticky(),
  'sticky-id-missing': isNotSticky(),
  'sticky-name-in-other-parameters': isNotSticky({ path: '/list?userID=5' }),
  'jsessionid-in-url': async ({ port }) => {
    for (let visit = 0; visit < 3; visit++) {
      if ((await ask(port, { path: '/cart;jsessionid=x.2' })).member !== 'b') return true;
    }
    return false;
  },
  'not-sticky': isNotSticky(),
  'proxypass-without-slash': answers(500, { path: '/abc' }),
  'plain-target-without-slash': async ({ port }) => (await ask(port, { path: '/abc' })).status !== 200,
  'proxypass-slash-mismatch': async ({ port }) => (await ask(port, { path: '/cart' })).target === '/basecart',
  'proxypass-shadowed': async ({ port }) => (await ask(port, { path: '/api/x' })).member !== 'c',
  'proxypass-unknown-balancer': answers(503),
  'site-shadowed': async ({ port }) => {
    for (const host of ['shop.localhost', 'second.localhost', 'else.localhost']) {
      if ((await ask(port, { headers: { host } })).member === 'c') return false;
    }
    return true;
  },
  'balancer-empty': answers(503),
  'member-trailing-slash': async ({ port }) =>
    (await ask(port, { ...PINNED, path: '/cart' })).target === '//cart',
  'member-url-prefix': async ({ port, a }) => {
    for (let visit = 0; visit < 4; visit++) await ask(port, { path: '/page' });
    return !a.targets.includes('/x/page');
  },
  // A request that calls itself runs out of Max-Forwards (RFC 9110 §7.6.2) long before Apache runs out of threads.
  'member-on-own-listener': answers(400, { ...PINNED, headers: { 'max-forwards': '5' } }),
  'only-spares': answers(503),
  'no-member-for-new-sessions': answers(503),
  'status-error-void': async ({ port }) => {
    const members = [await ask(port), await ask(port)].map(({ member }) => member);
    return members.includes('a');
  },
  'status-health-failed': async ({ port }) => {
    for (let visit = 0; visit < 4; visit++) if ((await ask(port)).member === 'a') return false;
    return true;
  },
  'nofailover-without-standby': answers(503, PINNED),
  'redirect-unknown': async ({ port }) => {
    for (let visit = 0; visit < 4; visit++) if ((await ask(port, PINNED)).member !== 'b') return true;
    return false;
  },
  // Apache races with itself here: a member is due again when its clock has gone on by a microsecond (APACHE.md §5.4).
  'retry-zero': async ({ port }) => {
    for (let visit = 0; visit < 20; visit++) if ((await ask(port, PINNED)).status === 503) return true;
    return false;
  },
  'retry-long': isIgnoredAfterRestart,
  // Whoever looks at open ports on this machine may have found the dead member first: then it is due again in a second.
  'maxattempts-zero': ({ port }) => within(QUIET_MS, async () => (await ask(port)).status === 503),
  'ignore-errors-stops-failover': answers(503, PINNED),
  'disabled-member-stops-recovery': doesNotRecover,
  'failonstatus-client-errors': movesAfterMissingPage,
  'pool-limit-marks-error': movesWhenPoolIsBusy,
  'health-check-without-method': async ({ a }) => !(await within(QUIET_MS, () => checks(a) > 0)),
  'hcuri-missing': losesSessionsToItsCheck,
  'hcuri-without-slash': losesSessionsToItsCheck,
  'health-check-counts': isOutAfterTwoFailuresInAll,
  'cookie-samesite-none-insecure': isRefusedByTheBrowser('localhost'),
  'cookie-prefix-rules': isRefusedByTheBrowser('localhost'),
  'cookie-domain-mismatch': isRefusedByTheBrowser('shop.localhost'),
  'cookie-secure-on-http': isRefusedByTheBrowser('shop.test'),
  'cookie-path-missing': isNotSentElsewhere,
  'cookie-path-too-narrow': isNotSentElsewhere,
  'cookie-max-age-zero': isRefusedByTheBrowser('localhost'),
  'cookie-expires-in-session': async ({ port }, browser) => {
    const page = await browser();
    const context = page.context();
    await page.goto(`http://localhost:${port}/`);
    const [first] = await context.cookies();
    const again = await page.goto(`http://localhost:${port}/again`);
    if ((await again?.headerValue('set-cookie')) !== null) throw new Error('the cookie was renewed');
    return first !== undefined && first.expires > 0;
  },
  'cookie-name-clash': async ({ port, port2 }, browser) => {
    const page = await browser();
    for (const one of [port, port2]) await page.goto(`http://localhost:${one}/`);
    const back = await page.goto(`http://localhost:${port}/`);
    return (await back?.headerValue('set-cookie')) !== null;
  },
  // Each site is visited by the name that its ServerName gives it; an address says that it has none.
  'application-cookie-clash': async ({ port, port2 }, browser) => {
    const page = await browser();
    for (const one of [port, port2]) {
      const { serverName } = await ask(one);
      const host = serverName?.endsWith('.localhost') === true ? serverName : 'localhost';
      await page.goto(`http://${host}:${one}/java`);
    }
    return (await page.context().cookies()).filter(({ name }) => name === 'JSESSIONID').length < 2;
  },
  'cookie-name-of-application': async ({ port }, browser) => {
    const page = await browser();
    const context = page.context();
    await page.goto(`http://localhost:${port}/php`);
    const kept = await context.cookies();
    return kept.every(({ value }) => value !== 'of-the-application');
  },
  'upgrade-missing': async ({ port }) => (await ask(port, WEB_SOCKET)).status !== 101,
  'origin-host-mismatch': async ({ port, a, b }) => {
    a.checksOrigin = true;
    b.checksOrigin = true;
    const headers = { host: 'shop.localhost', origin: 'http://shop.localhost' };
    return (await ask(port, { method: 'POST', headers })).status === 403;
  },
};
