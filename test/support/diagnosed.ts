import { balancerName, memberView } from '../../core/app/member-views.ts';
import {
  type ExchangeSummary,
  type MemberCause,
  type Project,
  parseProject,
  resolveProject,
  type SessionHooks,
  type TrafficFinding,
} from '../../core/contract/index.ts';
import type { Engine } from '../../core/engine/index.ts';
import { type CookieJudge, Diagnosis, loadCookieJudge, Sessions } from '../../core/sessions/index.ts';

/** How often the detectors look at numbers: as in core/app. */
const TICK_MS = 1000;

/**
 * The sessions room and every detector for an engine that a test runs without the app: chaos and parity traffic shows
 * what they find where nothing is made sick on purpose.
 */
export class Diagnosed {
  /** Every finding that was opened, as it was then. */
  readonly opened: TrafficFinding[] = [];
  readonly hooks: SessionHooks;
  #engine: Engine | null = null;
  #project: Project = { version: 1, name: '', balancers: [], sites: [] };
  #judge: CookieJudge | null = null;
  readonly #sessions: Sessions;
  readonly #diagnosis: Diagnosis;
  readonly #ticking: NodeJS.Timeout;

  constructor() {
    const pins = (balancer: string, route: string) => this.#sessions.pinCount(balancer, route);
    this.#sessions = new Sessions({ emit: (event) => this.#diagnosis.event(event, Date.now()) });
    this.#diagnosis = new Diagnosis({
      emit: (event) => {
        if (event.event === 'finding.opened') this.opened.push(event);
      },
      members: () => this.#members(pins),
      activeSince: (sinceMs) => this.#sessions.pins.activeSince(sinceMs),
      resolve: (sessionId) => this.#sessions.resolveId(sessionId),
      isExact: (sessionId) => this.#sessions.pins.isExact(sessionId),
      cookieJudge: () => this.#judge,
    });
    this.hooks = {
      recognise: (request) => this.#sessions.recognise(request),
      finished: (summary: ExchangeSummary, answerFields, requestFields) => {
        this.#sessions.finished(summary, answerFields, requestFields);
        this.#diagnosis.seen(summary, answerFields, requestFields);
      },
    };
    this.#ticking = setInterval(() => this.#diagnosis.tick(Date.now()), TICK_MS).unref();
    void loadCookieJudge().then((judge) => {
      this.#judge = judge;
    });
  }

  attach(engine: Engine): void {
    this.#engine = engine;
  }

  /** Follows an edit; the project as its file would say it. */
  configure(written: unknown): void {
    const parsed = parseProject(written);
    if (!parsed.ok) return;
    this.#project = parsed.value;
    const settings = resolveProject(parsed.value);
    this.#sessions.configure(settings);
    this.#diagnosis.configure(parsed.value, settings, Date.now());
  }

  memberChanged({ balancer, member, cause }: { balancer: string; member: string; cause: MemberCause }): void {
    const view = this.#members((name, route) => this.#sessions.pinCount(name, route)).find(
      (one) => one.url === member && one.balancer.toLowerCase() === balancer.toLowerCase(),
    );
    if (view === undefined) return;
    const { route, status } = view;
    this.#diagnosis.event(
      { event: 'member.changed', balancer: view.balancer, member, route, status, cause, view },
      Date.now(),
    );
  }

  tunnelEnded(exchangeId: number): void {
    this.#diagnosis.tunnelEnded(exchangeId, Date.now());
  }

  /** Looks a last time. How often each detector found something. */
  stop(): Readonly<Record<string, number>> {
    clearInterval(this.#ticking);
    this.#diagnosis.tick(Date.now());
    this.#sessions.stop();
    return countsOf(this.opened);
  }

  #members(pins: (balancer: string, route: string) => number) {
    return (this.#engine?.members() ?? []).map((member) =>
      memberView(member, balancerName(this.#project, member.balancer), pins),
    );
  }
}

/** Findings by detector. */
export function countsOf(findings: readonly TrafficFinding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { detector } of findings) counts[detector] = (counts[detector] ?? 0) + 1;
  return counts;
}
