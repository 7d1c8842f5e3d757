import {
  type CoreCommandName,
  fail,
  type Handlers,
  type Result,
  type Snapshot,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { Engine } from '../engine/engine-api.ts';
import { findFreePort } from '../host/free-port.ts';
import { scanPorts } from '../host/listening-ports.ts';
import { loadCookieJudge, refusalOf, type Sessions } from '../sessions/index.ts';
import { LagDesk } from './broadcast/lag-desk.ts';
import type { DemoDesk } from './demo-desk.ts';
import type { DiagnosisDesk } from './diagnosis-desk.ts';
import { explain } from './explain-request.ts';
import { exportHar, importHar } from './har-desk.ts';
import type { LiveProject } from './live-project.ts';
import { refuseUnobeyed } from './live-project.ts';
import type { ParityDesk } from './parity-desk.ts';
import {
  findMember,
  parseEdited,
  withFlag,
  withMember,
  withMemberPatch,
  withoutMember,
} from './project-edits.ts';
import type { RehearsalDoor } from './rehearse/rehearsal-door.ts';
import type { ResendDesk } from './resend-desk.ts';
import { SeenTrafficReader } from './seen-traffic.ts';
import { SessionMoves } from './session-moves.ts';
import { SessionResets } from './session-resets.ts';
import { fetchSite } from './site-fetch.ts';
import { notRunning, StepsBeside } from './steps-beside.ts';

/** What the handlers work on. */
export interface Desk {
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly project: LiveProject;
  readonly demo: DemoDesk;
  readonly parity: ParityDesk;
  readonly resends: ResendDesk;
  readonly diagnosis: DiagnosisDesk;
  readonly rehearsal: RehearsalDoor;
  /** The certificate of a site, as PEM. */
  certificateOf(site: string): Promise<string | undefined>;
  /** Ours. */
  readonly version: string;
  snapshot(): Snapshot;
  setBalancing(on: boolean): Promise<Result<null, Trouble>>;
  /** Ports that our sites and our interface listen on. */
  ownPorts(): ReadonlySet<number>;
}

const DONE = succeed({});

/** Reads the history: a recording has the requests, too, that were under way when Routepin was ended. */
const ANSWERED_WHILE_ENDING: ReadonlySet<string> = new Set(['exchange.list', 'exchange.get', 'har.export']);

/** What is said to everything else by then. */
export function refusalWhileEnding(name: string): Trouble | null {
  if (ANSWERED_WHILE_ENDING.has(name)) return null;
  return { code: 'not-available', message: 'Routepin is ending' };
}

/** Read when the first command wants it: a balancer that starts needs no configuration texts. */
const formats = () => import('../formats/index.ts');

/** One handler for each command of the core. */
export function createHandlers(desk: Desk): Handlers<CoreCommandName> {
  const { engine, sessions, project, demo } = desk;
  const moves = new SessionMoves(sessions.pins, project);
  const resets = new SessionResets(sessions, moves, project);
  const steps = new StepsBeside({ engine, diagnosis: desk.diagnosis, project });
  const lags = new LagDesk(() => project.project, engine);
  const seen = new SeenTrafficReader(engine);
  const edited = async (edit: ReturnType<LiveProject['edit']>) => {
    const done = await edit;
    return done.ok ? succeed({ revision: done.value.revision }) : done;
  };
  return {
    'snapshot.get': () => succeed(desk.snapshot()),

    'project.apply': (params) =>
      project.edit(() => parseEdited(params.project), {
        label: params.label,
        baseRevision: params.baseRevision,
      }),
    'project.check': (params) => {
      const parsed = parseEdited(params.project);
      if (!parsed.ok) return parsed;
      const refused = refuseUnobeyed(parsed.value);
      return refused === null ? succeed({ project: parsed.value }) : fail(refused);
    },
    'project.lint': async (params) => {
      const parsed = params.project === undefined ? succeed(project.project) : parseEdited(params.project);
      if (!parsed.ok) return parsed;
      const { lintProject } = await formats();
      return succeed({ findings: lintProject(parsed.value, seen.read()), revision: project.revision });
    },
    'project.undo': () => project.undo(),
    'project.redo': () => project.redo(),
    'balancing.set': async ({ on }) => {
      const done = await desk.setBalancing(on);
      return done.ok ? succeed({ on }) : done;
    },

    'member.add': async ({ balancer, member }) => {
      const done = await project.edit((now) => withMember(now, balancer, member));
      if (!done.ok) return done;
      return succeed({ revision: done.value.revision, url: (member as { readonly url: string }).url });
    },
    'member.edit': ({ balancer, member, patch }) =>
      edited(project.edit((now) => withMemberPatch(now, balancer, member, patch))),
    'member.remove': ({ balancer, member }) =>
      edited(project.edit((now) => withoutMember(now, balancer, member))),
    'member.set-flag': ({ balancer, member, flag, on }) =>
      edited(project.edit((now) => withFlag(now, balancer, member, flag, on))),
    'member.simulate-outage': (params) => steps.simulateOutage(params),
    'member.retry-now': ({ balancer, member }) => {
      const found = findMember(project.project, balancer, member);
      if (!found.ok) return found;
      return engine.retryNow(balancer.toLowerCase(), member) ? DONE : notRunning(member);
    },

    'session.forget': ({ sessionId }) =>
      sessions.forget(sessionId)
        ? DONE
        : fail({ code: 'not-found', message: `there is no session ${sessionId} (any more)` }),

    'session.pin': async ({ sessionId, balancer, route }) => {
      const done = await moves.pin(sessionId, balancer, route);
      return done.ok ? DONE : done;
    },
    'session.unpin': async ({ sessionId, balancer }) => {
      const done = await moves.unpin(sessionId, balancer);
      return done.ok ? DONE : done;
    },
    'session.move-all': ({ balancer, from, to, drain }) => moves.moveAll(balancer, from, to, drain ?? false),

    'session.reset': async ({ sessionId, cancel }) => {
      const done = await resets.reset(sessionId, cancel !== true);
      return done.ok ? DONE : done;
    },
    'session.reset-all': ({ balancer, route, cancel }) => resets.resetAll(balancer, route, cancel !== true),

    'finding.list': () => desk.diagnosis.list(),
    'finding.mute': (params) => steps.muteFinding(params),
    'detector.mute': (params) => steps.muteDetector(params),

    'exchange.get': ({ id }) => {
      const found = engine.exchange(id);
      if (found !== undefined) return succeed({ ...found, sessionId: sessions.resolveId(found.sessionId) });
      return fail({
        code: 'not-found',
        message: `exchange ${id} is not in the history`,
        hint: 'The history is bounded: the oldest exchanges make room for new ones.',
      });
    },
    'exchange.list': ({ beforeId, limit }) => {
      const found = engine.exchanges(limit + 1, beforeId);
      const exchanges = found
        .slice(-limit)
        .map((summary) => ({ ...summary, sessionId: sessions.resolveId(summary.sessionId) }));
      return succeed({ exchanges, more: found.length > limit });
    },
    'exchange.clear': () => {
      engine.clearHistory();
      return DONE;
    },

    'exchange.resend': (params) => desk.resends.send(params),
    'replay.start': (params) => desk.resends.replays.start(params),
    'replay.get': (params) => desk.resends.replays.get(params),
    'replay.cancel': () => desk.resends.replays.cancel(),

    'cookie.judge': async ({ lines, host, isTls, userAgent }) => {
      const judge = await loadCookieJudge();
      const place = { host, isTls, userAgent };
      return succeed({ refusals: lines.map((line) => refusalOf(line, place, judge)?.because ?? null) });
    },
    'har.export': (params) =>
      exportHar(
        {
          exchange: (id) => {
            const found = engine.exchange(id);
            return found && { ...found, sessionId: sessions.resolveId(found.sessionId) };
          },
          project: () => project.project,
          version: desk.version,
        },
        params,
      ),
    'har.import': (params) => importHar(params),

    'recording.set': ({ bodies }) => {
      engine.recordBodies(bodies);
      return succeed({ bodies });
    },

    'export.render': async ({ format, comments }) => {
      const { renderExport } = await formats();
      return succeed(renderExport(project.project, format, { comments: comments ?? true }));
    },
    'config.import': async ({ format, text, fileName }) => {
      const { detectImportFormat, importConfiguration } = await formats();
      const source = { text, fileName: fileName ?? 'pasted.conf', includes: null };
      return succeed(importConfiguration(format ?? detectImportFormat(text), source));
    },
    'targets.compare': async () => {
      const { compareTargets } = await formats();
      return succeed(compareTargets(project.project));
    },
    'cookie.decode': async ({ text, keys }) => {
      const [{ decodeCookies }, { DIGESTS }] = await Promise.all([formats(), import('./digests.ts')]);
      return succeed(decodeCookies(text, project.project, keys ?? [], DIGESTS));
    },
    'decision.explain': (params) => explain(project.project, params),
    'parity.start': (params) => desk.parity.start(params),
    'parity.get': (params) => desk.parity.get(params),
    'parity.cancel': (params) => desk.parity.cancel(params),
    'rehearsal.scenarios': async () => succeed((await desk.rehearsal.desk()).scenarios()),
    'rehearsal.check': async (params) => (await desk.rehearsal.desk()).check(params),
    'rehearsal.start': async (params) => (await desk.rehearsal.desk()).start(params),
    'rehearsal.get': async (params) => (await desk.rehearsal.desk()).get(params),
    'rehearsal.cancel': async (params) => (await desk.rehearsal.desk()).cancel(params),
    'rehearsal.record': async (params) => (await desk.rehearsal.desk()).record(params),
    'broadcast.send': async (params) => {
      const { sendBroadcast } = await import('./broadcast/send-broadcast.ts');
      return sendBroadcast(project.project, engine, params);
    },
    'lag.measure': (params) => lags.measure(params),
    'lag.cancel': () => {
      lags.cancel();
      return DONE;
    },
    'site.fetch': (params) =>
      fetchSite(
        {
          project: () => project.project,
          sites: () => engine.sites(),
          certificateOf: (site) => desk.certificateOf(site),
        },
        params,
      ),
    'port.scan': async () => {
      const ownPorts = desk.ownPorts();
      const ports = await scanPorts({ ownPorts, backendPorts: demo.ports });
      const freePort = await findFreePort('127.0.0.1', 8080, ownPorts);
      return succeed({ ports, freePort });
    },
    'demo.start': async ({ count }) => {
      const started = await demo.start(count);
      return started.ok ? succeed({ backends: started.value }) : started;
    },
    'demo.set-running': async ({ url, running }) => {
      const set = await demo.setRunning(url, running);
      return set.ok ? succeed({ backends: set.value }) : set;
    },
  };
}
