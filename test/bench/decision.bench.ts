import { type Balancer, type LbMethodName, resolveBalancer } from '../../core/contract/index.ts';
import {
  beginExchange,
  createBalancer,
  finishExchange,
  nextStep,
  releaseExchange,
  routeCookieOf,
  summariseDecision,
} from '../../core/decision/index.ts';

/**
 * A million exchanges over ten members, begun to released, in one thread: half of them pinned, half balanced. Run by
 * `node test/bench/run.mjs decision`, which bundles it. The aim is a second (issue 2).
 */
const PICKS = 1_000_000;

function balancer(lbmethod: LbMethodName, withCookie: boolean): Balancer {
  return {
    name: 'lb',
    lbmethod,
    stickysession: 'ROUTEID',
    members: Array.from({ length: 10 }, (_, index) => ({
      url: `http://127.0.0.1:${13001 + index}`,
      route: String(index + 1),
      loadfactor: 1 + (index % 3),
    })),
    ...(withCookie && { routeCookie: { name: 'ROUTEID', path: '/' } }),
  };
}

function run(
  name: string,
  lbmethod: LbMethodName,
  cookieOf: (index: number) => string | null,
  withCookie = false,
): void {
  const state = createBalancer(resolveBalancer(balancer(lbmethod, withCookie)));
  const started = process.cpuUsage();
  let moved = 0;
  for (let index = 0; index < PICKS; index += 1) {
    const plan = beginExchange(state, {
      searchText: 'balancer://lb/shop/basket?item=42&view=full',
      cookieHeader: cookieOf(index),
      firstOnConnection: false,
    });
    nextStep(plan, index);
    nextStep(plan, index, { outcome: 'answered', reusedConnection: true, connectMs: null });
    finishExchange(plan, index, { status: 200, setCookie: routeCookieOf(plan) });
    releaseExchange(plan);
    if (summariseDecision(plan.trace).routeChanged) moved += 1;
  }
  // CPU time: other work on the machine must not count.
  const used = process.cpuUsage(started);
  const ms = (used.user + used.system) / 1000;
  console.log(`${name.padEnd(30)} ${ms.toFixed(0)} ms CPU for ${PICKS} exchanges (${moved} balanced)`);
}

const COOKIES = Array.from({ length: 10 }, (_, index) => `theme=dark; session=8f2c0a; ROUTEID=.${index + 1}`);
for (const round of ['warm-up', 'measured']) {
  console.log(round);
  run('byrequests, no cookie', 'byrequests', () => null);
  run('byrequests, all pinned', 'byrequests', (index) => COOKIES[index % 10] ?? null);
  run('byrequests, half pinned', 'byrequests', (index) =>
    index % 2 === 0 ? (COOKIES[index % 10] ?? null) : null,
  );
  run('bybusyness, no cookie', 'bybusyness', () => null);
  run('bytraffic, no cookie', 'bytraffic', () => null);
  run('byrequests, with Set-Cookie', 'byrequests', () => null, true);
}
