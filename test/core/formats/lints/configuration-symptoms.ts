import { ask, type Stage } from './stage.ts';

const PINNED = { cookie: 'ROUTEID=.1' };
/** Longer than the mended timeout of a second, far shorter than 500 of them. */
const PATIENCE_MS = 2500;

/** What a running Apache shows for a lint of configurations: true for the broken one, false for the twin. */
export const SERVED_SYMPTOMS: Readonly<Record<string, (stage: Stage) => Promise<boolean>>> = {
  'balancer-undeclared': async ({ port }) => (await ask(port)).status === 503,
  'set-cookie-unconditional': async ({ port }) => (await ask(port, PINNED)).cookies.length > 0,
  'set-cookie-always': async ({ port }) => {
    const got = await ask(port);
    if (got.status !== 503) throw new Error(`expected 503, got ${got.status}`);
    return got.cookies.some((cookie) => cookie.startsWith('ROUTEID=.1'));
  },
  'set-cookie-not-added': async ({ port }) => {
    const { cookies } = await ask(port, { path: '/php' });
    return !cookies.some((cookie) => cookie.startsWith('PHPSESSID=of-the-application'));
  },
  'timeout-milliseconds': async ({ port, a }) => {
    const hanging = ask(port, { path: '/slow' });
    const isGivenUp = await Promise.race([
      hanging.then(({ status }) => status === 502),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS)),
    ]);
    a.release();
    await hanging;
    return !isGivenUp;
  },
  'quotes-inside-word': async ({ port }) =>
    (await ask(port)).cookies.some((cookie) => cookie.startsWith('ROUTEID=."1"')),
  'proxy-section-prefix': async ({ port }) => (await ask(port)).cookies.length > 1,
  'proxypassreverse-double-slash': async ({ port }) => {
    const { location } = await ask(port, { path: '/p/redirect' });
    return location?.endsWith('/p//login') === true;
  },
  'proxy-requests-on': async ({ port, c }) =>
    (await ask(port, { path: `http://127.0.0.1:${c.port}/any` })).member === 'c',
};

/** What `apache2 -t` says of a broken configuration and not of its twin. */
export const CHECKED_SYMPTOMS: Readonly<Record<string, string>> = {
  'namevirtualhost-obsolete': 'AH00548',
  'access-control-obsolete': "Invalid command 'Order'",
  'refused-by-apache': 'LoadFactor must be a number between 1..100',
};

/** The code with which the start of a broken configuration dies; the module that its twin has and it has not. */
export const START_SYMPTOMS: Readonly<Record<string, { readonly code: string; readonly module: string }>> = {
  'shared-memory-module-missing': { code: 'AH01177', module: 'slotmem_shm' },
  'lbmethod-module-missing': { code: 'AH02432', module: 'lbmethod_byrequests' },
};
