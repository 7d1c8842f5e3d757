import {
  type EventName,
  type ExchangeSummary,
  type Project,
  parseProject,
  type RoutepinEvent,
  resolveProject,
  type UnnumberedEvent,
} from '../../../core/contract/index.ts';
import { Sessions, type SessionsOptions } from '../../../core/sessions/index.ts';

export const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export function projectWith(balancer: Record<string, unknown> = {}): Project {
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'LB',
        stickysession: 'ROUTEID',
        members: [1, 2, 3].map((number) => ({
          url: `http://127.0.0.1:1300${number}`,
          route: String(number),
        })),
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...balancer,
      },
    ],
    sites: [{ name: 'shop', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export interface Asked {
  /** The raw sticky value that the request carries. */
  readonly value?: string | undefined;
  readonly inUrl?: boolean;
  readonly userAgent?: string;
  readonly address?: string;
  readonly site?: string;
  readonly url?: string;
  readonly fields?: readonly string[];
  readonly method?: string;
}

export interface Answered {
  /** The route that answered. */
  readonly route: string | null;
  readonly cause?: ExchangeSummary['cause'];
  readonly decision?: ExchangeSummary['decision'];
  readonly status?: number;
  readonly fields?: readonly string[];
  /** The value of the sticky cookie that the answer sets. */
  readonly set?: string;
}

/** An exchange as it ends, of which only some fields matter. */
export function summaryOf(some: Partial<ExchangeSummary>): ExchangeSummary {
  return {
    id: 1,
    startedAtMs: 0,
    site: 'shop',
    balancer: 'LB',
    method: 'GET',
    url: '/',
    status: 200,
    member: null,
    route: null,
    sessionRoute: null,
    decision: 'pinned',
    cause: 'followed-route',
    routeChanged: false,
    setCookie: null,
    sessionId: null,
    tabId: null,
    attempts: 1,
    durationMs: 1,
    upgraded: false,
    bodyBytes: 0,
    ...some,
  };
}

export interface OnItsWay {
  answer(answered: Answered): ExchangeSummary;
}

/** The sessions room with an engine that is played by hand. */
export function playSessions(options: Partial<SessionsOptions> & { readonly project?: Project } = {}) {
  const events: UnnumberedEvent[] = [];
  let nextId = 1;
  let nowMs = 1_000_000;
  const sessions = new Sessions({
    emit: (event) => events.push(event),
    nowMs: () => nowMs,
    ...options,
  });
  const settings = resolveProject(options.project ?? projectWith());
  sessions.configure(settings);
  const isOurs = settings.balancers[0]?.routeCookie !== null;
  const cookieName = settings.balancers[0]?.sticky?.cookieName ?? '';

  function ask(asked: Asked = {}): OnItsWay {
    const { value } = asked;
    const dot = value?.indexOf('.') ?? -1;
    const sessionRoute = value === undefined || dot < 0 ? null : value.slice(dot + 1);
    const url = asked.url ?? (asked.inUrl === true ? `/?${cookieName.toLowerCase()}=${value}` : '/');
    const recognition = sessions.recognise({
      site: asked.site ?? 'shop',
      balancer: 'lb',
      method: asked.method ?? 'GET',
      url,
      fields: ['Host', 'localhost', 'User-Agent', asked.userAgent ?? CHROME, ...(asked.fields ?? [])],
      remoteAddress: asked.address ?? '127.0.0.1',
      stickyValue: value ?? null,
      sessionRoute,
    });
    return {
      answer(answered) {
        const summary: ExchangeSummary = {
          id: nextId++,
          startedAtMs: nowMs,
          site: asked.site ?? 'shop',
          balancer: 'LB',
          method: asked.method ?? 'GET',
          url,
          status: answered.status ?? 200,
          member: answered.route === null ? null : `http://127.0.0.1:1300${answered.route}`,
          route: answered.route,
          sessionRoute,
          decision: answered.decision ?? (sessionRoute === null ? 'new' : 'pinned'),
          cause: answered.cause ?? (sessionRoute === null ? 'no-id' : 'followed-route'),
          routeChanged: answered.set !== undefined,
          setCookie: answered.set === undefined || !isOurs ? null : `${cookieName}=${answered.set}; path=/`,
          sessionId: recognition.sessionId,
          tabId: recognition.tabId,
          attempts: 1,
          durationMs: 1,
          upgraded: false,
          bodyBytes: 0,
        };
        const set =
          answered.set === undefined || isOurs ? [] : ['Set-Cookie', `${cookieName}=${answered.set}; path=/`];
        sessions.finished(summary, [...(answered.fields ?? []), ...set], asked.fields ?? []);
        return { ...summary, sessionId: sessions.resolveId(summary.sessionId) };
      },
    };
  }

  return {
    sessions,
    events,
    ask,
    /** Asks and is answered at once. */
    exchange: (asked: Asked, answered: Answered) => ask(asked).answer(answered),
    pass: (ms: number) => {
      nowMs += ms;
    },
    named: <Name extends EventName>(name: Name) =>
      events.filter((event) => event.event === name) as unknown as readonly Extract<
        RoutepinEvent,
        { event: Name }
      >[],
    /** `s1 pinned 2 (how)` for each session, in order. */
    rows: () =>
      sessions
        .views()
        .map(
          (view) =>
            `${view.sessionId}: ${view.pins.map((pin) => pin.route).join(',') || '-'} ×${view.requests}`,
        ),
  };
}
