import { randomInt } from 'node:crypto';
import {
  type CommandParams,
  type CommandResults,
  type ExchangeSummary,
  fail,
  type Problem,
  type Project,
  parseRehearsal,
  type Rehearsal,
  type RehearsalView,
  type Result,
  succeed,
  type Trouble,
  type UnnumberedEvent,
} from '../../contract/index.ts';
import type { Engine } from '../../engine/engine-api.ts';
import {
  balancersOf,
  journeyFrom,
  type RehearsalClock,
  RehearsalRun,
  resolveRehearsal,
  scenariosFor,
  userNames,
} from '../../rehearsal/index.ts';
import type { Sessions } from '../../sessions/index.ts';
import type { LiveProject } from '../live-project.ts';
import { placeOfSite } from '../own-site.ts';
import { MembersHand } from './members-hand.ts';
import { Players } from './players.ts';
import type { ProjectOverlay } from './project-overlay.ts';

export interface RehearsalDeskOptions {
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly project: LiveProject;
  /** Lies over what runs. */
  readonly overlay: ProjectOverlay;
  certificateOf(site: string): Promise<string | undefined>;
  emit(event: UnnumberedEvent): void;
}

interface Run {
  readonly id: string;
  readonly play: RehearsalRun;
  readonly players: Players;
  readonly seed: number;
  readonly startedAtMs: number;
  state: RehearsalView['state'];
  result: RehearsalView['result'];
  trouble: Trouble | null;
  ended: Promise<void>;
}

/** Seeds are short enough to be typed again. */
const SEEDS = 1_000_000;
/** Progress is told so often at most; `rehearsal.get` has everything. */
const TELL_MS = 250;
/** So long after a run its users stay listed, for those who look at its traffic. */
const LINGER_MS = 120_000;
/** Exchanges of a session that are looked at for a journey. */
const MOST_RECORDED = 5000;

const CLOCK: RehearsalClock = {
  // Never backwards, whatever is done to the system's clock.
  nowMs: () => performance.timeOrigin + performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** The rehearsal that a window, a browser or the command line asked for: one at a time, the last one kept. */
export class RehearsalDesk {
  readonly #options: RehearsalDeskOptions;
  #run: Run | null = null;
  #isStarting = false;
  #count = 0;
  #linger: NodeJS.Timeout | null = null;

  constructor(options: RehearsalDeskOptions) {
    this.#options = options;
  }

  scenarios(): CommandResults['rehearsal.scenarios'] {
    return { scenarios: scenariosFor(this.#project) };
  }

  check(params: CommandParams<'rehearsal.check'>): Result<{ readonly rehearsal: Rehearsal }, Trouble> {
    const parsed = parseRehearsal(params.rehearsal);
    if (!parsed.ok) return fail(badRehearsal(parsed.error));
    const resolved = resolveRehearsal(this.#project, parsed.value);
    return resolved.ok ? succeed({ rehearsal: parsed.value }) : fail(badRehearsal(resolved.error));
  }

  async start(params: CommandParams<'rehearsal.start'>): Promise<Result<{ readonly id: string }, Trouble>> {
    if (this.isRunning || this.#isStarting) {
      return fail({
        code: 'not-available',
        message: 'a rehearsal is under way already',
        hint: 'Wait for it, or cancel it.',
      });
    }
    const parsed = parseRehearsal(params.rehearsal);
    if (!parsed.ok) return fail(badRehearsal(parsed.error));
    const resolved = resolveRehearsal(this.#project, parsed.value);
    if (!resolved.ok) return fail(badRehearsal(resolved.error));
    this.#isStarting = true;
    const { engine, certificateOf } = this.#options;
    const place = await placeOfSite(
      { project: () => this.#project, sites: () => engine.sites(), certificateOf },
      resolved.value.site,
    ).finally(() => {
      this.#isStarting = false;
    });
    if (!place.ok) return place;
    this.#forgetPlayers();
    const id = String(++this.#count);
    const seed = params.seed ?? parsed.value.seed ?? randomInt(SEEDS);
    const rehearsal = { ...parsed.value, seed };
    const names = userNames(rehearsal.users);
    const players = new Players(this.#options.sessions, place.value, id, names);
    const hand = new MembersHand({
      engine,
      project: this.#options.project,
      overlay: this.#options.overlay,
      pins: this.#options.sessions.pins,
      sessionIds: () => players.sessionIds,
    });
    const play = new RehearsalRun(
      { ...resolved.value, rehearsal },
      {
        seed,
        siteUrl: place.value.url,
        balancers: balancersOf(this.#project, resolved.value.site),
        world: {
          clock: CLOCK,
          send: (user, request) => players.send(user, request),
          play: (step) => hand.play(step),
        },
      },
    );
    const run: Run = {
      id,
      play,
      players,
      seed,
      startedAtMs: Date.now(),
      state: 'running',
      result: null,
      trouble: null,
      ended: Promise.resolve(),
    };
    this.#run = run;
    run.ended = this.#play(run, hand);
    return succeed({ id });
  }

  get(params: CommandParams<'rehearsal.get'>): Result<RehearsalView, Trouble> {
    const found = this.#find(params.id);
    if (!found.ok) return found;
    const { id, state, seed, startedAtMs, result, trouble, play } = found.value;
    const { rehearsal } = play;
    return succeed({ id, state, rehearsal, seed, startedAtMs, ...play.parts(), result, trouble });
  }

  /** Ends a run and waits until members are as before; nothing happens to one that has ended. */
  async cancel(params: CommandParams<'rehearsal.cancel'>): Promise<Result<Record<never, never>, Trouble>> {
    const found = this.#find(params.id);
    if (!found.ok) return found;
    found.value.play.cancel();
    await found.value.ended;
    return succeed({});
  }

  /** The requests of a session as a journey, from the history. */
  record({
    sessionId,
  }: CommandParams<'rehearsal.record'>): Result<CommandResults['rehearsal.record'], Trouble> {
    const { engine, sessions } = this.#options;
    const details = engine.exchanges(MOST_RECORDED).flatMap((summary) => {
      if (sessions.resolveId(summary.sessionId) !== sessionId) return [];
      const detail = engine.exchange(summary.id);
      return detail === undefined ? [] : [detail];
    });
    const journey = journeyFrom(details, (base64) => Buffer.from(base64, 'base64').toString('utf8'));
    if (journey.requests.length > 0) return succeed(journey);
    return fail({
      code: 'not-found',
      message: 'the history holds no request of this session that a virtual user could send',
      hint:
        journey.left > 0
          ? 'Requests with a body are taken when bodies are recorded: switch that on, and do it once more.'
          : 'Click through the application once, then take it over.',
    });
  }

  /** The engine has finished an exchange. */
  exchangeFinished(summary: ExchangeSummary): void {
    this.#run?.players.exchangeFinished(summary);
  }

  async stop(): Promise<void> {
    this.#run?.play.cancel();
    await this.#run?.ended;
    this.#forgetPlayers();
  }

  get isRunning(): boolean {
    return this.#run?.state === 'running';
  }

  get #project(): Project {
    return this.#options.project.project;
  }

  async #play(run: Run, hand: MembersHand): Promise<void> {
    const { id, play, players } = run;
    const teller = setInterval(() => {
      const { elapsedMs, durationMs } = play;
      this.#options.emit({ event: 'rehearsal.progressed', id, elapsedMs, durationMs, totals: play.totals() });
    }, TELL_MS);
    let state: Run['state'] = 'failed';
    try {
      state = await play.play();
      run.result = play.result(state === 'finished');
    } catch (error) {
      run.trouble = { code: 'internal', message: error instanceof Error ? error.message : String(error) };
    } finally {
      clearInterval(teller);
      players.leave();
      await hand.undo();
    }
    run.state = state;
    this.#linger = setTimeout(() => this.#forgetPlayers(), LINGER_MS);
    this.#linger.unref();
    this.#options.emit({
      event: 'rehearsal.finished',
      id,
      state,
      passed: state === 'finished' ? (run.result?.passed ?? null) : null,
      totals: play.totals(),
      trouble: run.trouble,
    });
  }

  #forgetPlayers(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    this.#run?.players.forget();
  }

  #find(id: string | undefined): Result<Run, Trouble> {
    const run = this.#run;
    if (run !== null && (id === undefined || run.id === id)) return succeed(run);
    return fail({
      code: 'not-found',
      message: id === undefined ? 'nothing was rehearsed yet' : `there is no rehearsal ${id} (any more)`,
    });
  }
}

function badRehearsal(problems: readonly Problem[]): Trouble {
  const [first] = problems;
  const count = problems.length;
  return {
    code: 'bad-params',
    message: count === 1 ? (first?.message ?? '') : `the rehearsal has ${count} problems`,
    ...(count === 1 && first !== undefined ? { hint: first.hint } : {}),
    problems,
  };
}
