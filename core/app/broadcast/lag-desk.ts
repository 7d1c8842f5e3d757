import { setTimeout as delay } from 'node:timers/promises';
import {
  type BroadcastView,
  type CommandParams,
  fail,
  type LagView,
  type Project,
  type Result,
  SAFE_METHODS,
  succeed,
  type Trouble,
} from '../../contract/index.ts';
import type { Engine } from '../../engine/engine-api.ts';

/** From one round of reading to the next: finer than a person can tell, coarse enough to be no load. */
const EVERY_MS = 100;
const DEFAULT_SECONDS = 10;

/** Read when somebody wants it, as all of broadcasting is. */
const broadcast = () => import('./send-broadcast.ts');

/** Writes on one member and reads from all until they answer alike: does a change reach the others, and when? */
export class LagDesk {
  readonly #project: () => Project;
  readonly #engine: Pick<Engine, 'members'>;
  #running: AbortController | null = null;

  constructor(project: () => Project, engine: Pick<Engine, 'members'>) {
    this.#project = project;
    this.#engine = engine;
  }

  cancel(): void {
    this.#running?.abort();
  }

  async measure(params: CommandParams<'lag.measure'>): Promise<Result<LagView, Trouble>> {
    if (this.#running !== null) {
      return fail({
        code: 'not-available',
        message: 'one is under way',
        hint: 'Cancel it, or wait for its end.',
      });
    }
    const method = params.write.method ?? 'POST';
    if (!(SAFE_METHODS as readonly string[]).includes(method) && params.allowUnsafe !== true) {
      return fail({
        code: 'not-available',
        message: `${method} may change something on ${params.member}`,
        hint: 'Confirm it (allowUnsafe).',
      });
    }
    const running = new AbortController();
    this.#running = running;
    try {
      return await this.#run(params, method, running.signal);
    } finally {
      this.#running = null;
    }
  }

  async #run(
    params: CommandParams<'lag.measure'>,
    method: NonNullable<CommandParams<'lag.measure'>['write']['method']>,
    signal: AbortSignal,
  ): Promise<Result<LagView, Trouble>> {
    const { write, path, member } = params;
    const { sendBroadcast } = await broadcast();
    const site = params.site === undefined ? {} : { site: params.site };
    const read = () =>
      sendBroadcast(this.#project(), this.#engine, {
        ...site,
        path,
        ...(params.headers === undefined ? {} : { headers: params.headers }),
        ...(params.ignore === undefined ? {} : { ignore: params.ignore }),
        ...(params.ignoreVolatile === undefined ? {} : { ignoreVolatile: params.ignoreVolatile }),
      });
    const before = await read();
    if (!before.ok) return before;
    const wrote = await sendBroadcast(
      this.#project(),
      this.#engine,
      {
        ...site,
        method,
        path: write.path,
        ...(write.body === undefined ? {} : { body: write.body }),
        ...(params.headers === undefined ? {} : { headers: params.headers }),
        allowUnsafe: true,
      },
      ({ url }) => url === member,
    );
    if (!wrote.ok) return wrote;
    const [written] = wrote.value.answers;
    if (written === undefined || answerOf(before.value, member) === undefined) {
      return fail({
        code: 'not-found',
        message: `${member} is no member of the balancer behind ${written === undefined ? write.path : path}`,
        hint: `Its members are ${before.value.answers.map((each) => each.member).join(', ')}.`,
      });
    }
    if (written.trouble !== null) {
      return fail({
        code: 'not-available',
        message: `${member} gave no answer to ${method} ${write.path}: ${written.trouble}`,
      });
    }
    const writtenMs = performance.now();
    const untilMs = writtenMs + (params.seconds ?? DEFAULT_SECONDS) * 1000;
    const lags = new Map<string, number>();
    for (let rounds = 1; ; rounds++) {
      const round = await read();
      if (!round.ok) return round;
      const { answers } = round.value;
      const nowMs = performance.now();
      const own = answerOf(round.value, member);
      for (const answer of answers) {
        const isAlike = own?.group != null && answer.group === own.group;
        // One that answered alike and no longer does has not got it for good.
        if (!isAlike) lags.delete(answer.member);
        else if (!lags.has(answer.member))
          lags.set(answer.member, answer.member === member ? 0 : nowMs - writtenMs);
      }
      const isEqual = answers.every((answer) => lags.has(answer.member));
      if (isEqual || nowMs >= untilMs || signal.aborted) {
        return succeed({
          site: round.value.site,
          balancer: round.value.balancer,
          atMs: before.value.atMs,
          write: {
            member,
            route: written.route,
            method,
            path: write.path,
            status: written.status,
            durationMs: written.durationMs,
          },
          path,
          isShown: answerOf(before.value, member)?.digest !== own?.digest,
          rounds,
          members: answers.map((answer) => ({
            member: answer.member,
            route: answer.route,
            lagMs: lags.get(answer.member) ?? null,
            trouble: answer.trouble,
          })),
          isEqual,
          elapsedMs: nowMs - writtenMs,
          last: round.value,
        });
      }
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

function answerOf(view: BroadcastView, member: string): BroadcastView['answers'][number] | undefined {
  return view.answers.find((answer) => answer.member === member);
}
