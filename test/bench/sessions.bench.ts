import { type ExchangeSummary, type Project, resolveProject } from '../../core/contract/index.ts';
import { Sessions } from '../../core/sessions/index.ts';

/**
 * What 100,000 sessions cost: memory, and CPU time per exchange (`recognise` and `finished` together). Run by
 * `node test/bench/run.mjs sessions`; with `--expose-gc` in NODE_OPTIONS memory is exact.
 */
const SESSIONS = 100_000;
const EXCHANGES = 1_000_000;
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

function project(own: boolean): Project {
  return {
    version: 1,
    name: 'bench',
    balancers: [
      {
        name: 'lb',
        stickysession: own ? 'ROUTEID' : 'JSESSIONID',
        members: [1, 2, 3, 4].map((route) => ({
          url: `http://127.0.0.1:1300${route}`,
          route: String(route),
        })),
        routeCookie: own ? { name: 'ROUTEID', path: '/' } : null,
      },
    ],
    sites: [{ name: 'shop', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}

function run(name: string, own: boolean, exchanges: number, valueAt: (index: number) => string | null): void {
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let events = 0;
  const sessions = new Sessions({ emit: () => events++ });
  sessions.configure(resolveProject(project(own)));
  const fields = [
    'Host',
    'localhost:8080',
    'User-Agent',
    CHROME,
    'Accept',
    'text/html',
    'Accept-Encoding',
    'gzip, br',
  ];
  const answered = [
    'Content-Type',
    'text/html',
    'Content-Length',
    '120',
    'X-Powered-By',
    'bench',
    'Date',
    'x',
  ];
  const started = process.cpuUsage();
  for (let index = 0; index < exchanges; index++) {
    const value = valueAt(index);
    const route = String((index % 4) + 1);
    const sessionRoute = value === null ? null : value.slice(value.indexOf('.') + 1);
    const { sessionId, tabId } = sessions.recognise({
      site: 'shop',
      balancer: 'lb',
      method: 'GET',
      url: '/',
      fields,
      remoteAddress: '127.0.0.1',
      stickyValue: value,
      sessionRoute,
    });
    const summary: ExchangeSummary = {
      id: index + 1,
      startedAtMs: 0,
      site: 'shop',
      balancer: 'lb',
      method: 'GET',
      url: '/',
      status: 200,
      member: `http://127.0.0.1:1300${route}`,
      route: sessionRoute ?? route,
      sessionRoute,
      decision: value === null ? 'new' : 'pinned',
      cause: value === null ? 'no-id' : 'followed-route',
      routeChanged: value === null,
      setCookie: value === null ? `ROUTEID=.${route}; path=/` : null,
      sessionId,
      tabId,
      attempts: 1,
      durationMs: 1,
      upgraded: false,
      bodyBytes: 120,
    };
    sessions.finished(summary, answered);
  }
  // CPU time, garbage collection included: other programs on the machine don't count.
  const used = process.cpuUsage(started);
  const perExchangeUs = (used.user + used.system) / exchanges;
  global.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(
    `${name.padEnd(34)} ${perExchangeUs.toFixed(2).padStart(7)} µs/exchange  ${String(sessions.views().length).padStart(7)} rows  ${heapMb.toFixed(1).padStart(6)} MB  ${events} events`,
  );
  sessions.stop();
}

const ids = Array.from(
  { length: SESSIONS },
  (_, index) => `${index.toString(16).padStart(32, '0')}.${(index % 4) + 1}`,
);
run('100,000 new sessions', false, SESSIONS, (index) => ids[index] ?? null);
run('100,000 sessions, ten visits each', false, EXCHANGES, (index) => ids[index % SESSIONS] ?? null);
run('four route cookies', true, EXCHANGES, (index) => `.${(index % 4) + 1}`);
run('no cookie ever (wrk)', true, EXCHANGES, () => null);

/** What a request of a followed browser costs besides: our cookie cut out, its jar found, its tab found by the Referer. */
function runTracked(name: string, sessionCount: number, tabCount: number, exchanges: number): void {
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let events = 0;
  const sessions = new Sessions({ emit: () => events++, trackTabs: { canDecode: () => true } });
  sessions.configure(resolveProject(project(true)));
  const jars = Array.from({ length: sessionCount }, (_, index) => index.toString(36).padStart(22, '-'));
  const fieldsOf = (jar: string, page: number): readonly string[] => [
    ...['Host', 'localhost:8080', 'User-Agent', CHROME, 'Accept', 'application/json'],
    ...['Sec-Fetch-Dest', 'empty', 'Referer', `http://localhost:8080/page${page}`],
    ...['Cookie', `theme=dark; _jarid=${jar}; ROUTEID=.1`],
  ];
  // Made beforehand, and the objects below in one piece: copied by `...` they take ten times what is measured.
  const fields = Array.from({ length: Math.max(sessionCount, tabCount) }, (_, index) =>
    fieldsOf(jars[index % sessionCount] ?? '', index % Math.max(1, tabCount)),
  );
  const { tracking } = sessions;
  if (tracking === null) throw new Error('nobody follows tabs');
  const asks = (index: number): void => {
    const tracked = tracking.begin({
      site: 'shop',
      method: 'GET',
      host: 'localhost:8080',
      isTls: false,
      remoteAddress: '127.0.0.1',
      hasBody: false,
      target: '/api',
      fields: fields[index % fields.length] ?? [],
    });
    const { sessionId, tabId } = sessions.recognise({
      site: 'shop',
      balancer: 'lb',
      method: 'GET',
      url: '/api',
      remoteAddress: '127.0.0.1',
      fields: tracked?.fields ?? [],
      stickyValue: '.1',
      sessionRoute: '1',
      jar: tracked?.jar ?? null,
    });
    sessions.finished(
      {
        id: index + 1,
        startedAtMs: 0,
        site: 'shop',
        balancer: 'lb',
        method: 'GET',
        url: '/api',
        status: 200,
        member: 'http://127.0.0.1:13001',
        route: '1',
        sessionRoute: '1',
        decision: 'pinned',
        cause: 'followed-route',
        routeChanged: false,
        setCookie: null,
        sessionId,
        tabId,
        attempts: 1,
        durationMs: 1,
        upgraded: false,
        bodyBytes: 120,
      },
      ['Content-Type', 'application/json'],
      tracked?.fields ?? [],
    );
  };
  for (let index = 0; index < sessionCount; index++) asks(index);
  for (let tab = 0; tab < tabCount; tab++) openTab(tracking, jars[0] ?? '', tab);
  const started = process.cpuUsage();
  for (let index = 0; index < exchanges; index++) asks(index);
  const used = process.cpuUsage(started);
  global.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(
    `${name.padEnd(34)} ${((used.user + used.system) / exchanges).toFixed(2).padStart(7)} µs/exchange  ${String(sessions.views().length).padStart(7)} rows  ${heapMb.toFixed(1).padStart(6)} MB  ${sessions.tabViews().length} tabs`,
  );
  sessions.stop();
}

/** A page of the first jar that holds its socket. */
function openTab(tracking: NonNullable<Sessions['tracking']>, jar: string, tab: number): void {
  const tracked = tracking.begin({
    site: 'shop',
    method: 'GET',
    target: `/page${tab}`,
    host: 'localhost:8080',
    isTls: false,
    remoteAddress: '127.0.0.1',
    hasBody: false,
    fields: [
      ...['Host', 'localhost:8080', 'User-Agent', CHROME, 'Origin', 'http://localhost:8080'],
      ...['Upgrade', 'websocket', 'Sec-WebSocket-Version', '13'],
      ...['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol', 'page-link.v1'],
      ...['Cookie', `_jarid=${jar}; ROUTEID=.1`],
    ],
  });
  if (tracked?.own?.kind !== 'socket') throw new Error('a page was not let in');
  const socket = tracked.own.open(
    { send: () => {}, end: () => {} },
    { balancer: 'lb', stickyValue: '.1', sessionRoute: '1' },
  );
  const words = [1, '', `d${tab}`.padEnd(16, '-'), `http://localhost:8080/page${tab}`, `Tab ${tab}`, 0];
  const payload = Buffer.from(JSON.stringify(words));
  const head =
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
  socket.received(Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]));
}

runTracked('one followed browser, no tabs', 1, 0, EXCHANGES);
runTracked('one followed browser, 200 tabs', 1, 200, EXCHANGES);
runTracked('100,000 followed, 200 tabs', SESSIONS, 200, EXCHANGES);
