import { randomInt } from 'node:crypto';
import {
  type CommandParams,
  type CommandResults,
  fail,
  type ParityReport,
  type ParityRow,
  type ParitySummary,
  type ParityView,
  type Project,
  type Result,
  succeed,
  type Trouble,
  type UnnumberedEvent,
} from '../contract/index.ts';
import type { RecordedRequest } from '../parity/index.ts';

export interface ParityDeskOptions {
  project(): Project;
  /** The newest recorded requests, oldest first. */
  recorded(): readonly RecordedRequest[];
  emit(event: UnnumberedEvent): void;
}

interface Run {
  readonly id: string;
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
  readonly rows: ParityRow[];
  state: ParityView['state'];
  done: number;
  total: number;
  different: number;
  summary: ParitySummary | null;
  trouble: Trouble | null;
}

/** By chance, besides the table of cases: a second or two. */
const DEFAULT_REQUESTS = 200;
const SEEDS = 1_000_000;
/** Progress is told so often at most; `parity.get` has every row. */
const TELL_MS = 200;

/** Both are read when somebody compares: a balancer that starts needs neither. */
const parity = () => import('../parity/index.ts');
const apache = () => import('../host/apache/find-apache.ts');

/** The comparison with a real Apache that a window or browser asked for: one at a time, the last one kept. */
export class ParityDesk {
  readonly #options: ParityDeskOptions;
  #program: string | undefined;
  #run: Run | null = null;
  #count = 0;

  constructor(options: ParityDeskOptions) {
    this.#options = options;
  }

  /**
   * Names the Apache to run from now on; null for the usual search. Only a command line or a native dialog may say
   * so, never a project or a page (DESIGN.md §8).
   */
  async choose(program: string | null): Promise<Result<CommandResults['parity.choose-apache'], Trouble>> {
    if (program === null) {
      this.#program = undefined;
      return succeed(null);
    }
    const { findApache } = await apache();
    const found = await findApache(program);
    if (!found.ok) return found;
    this.#program = found.value.program;
    return succeed({ program: found.value.program, version: found.value.version });
  }

  /** Starts a run. Fails when one is under way, or when there is no Apache. */
  async start(params: CommandParams<'parity.start'>): Promise<Result<{ readonly id: string }, Trouble>> {
    if (this.#run?.state === 'running') {
      return fail({
        code: 'not-available',
        message: 'a comparison is under way already',
        hint: 'Wait for it, or cancel it.',
      });
    }
    const [{ findApache }, { runParity }] = await Promise.all([apache(), parity()]);
    const found = await findApache(this.#program);
    if (!found.ok) return found;
    if (this.isRunning) return fail({ code: 'not-available', message: 'a comparison is under way already' });
    const cancel = new AbortController();
    const id = String(++this.#count);
    const project = this.#options.project();
    const run: Run = {
      id,
      cancel,
      rows: [],
      state: 'running',
      done: 0,
      total: 0,
      different: 0,
      summary: null,
      trouble: null,
      ended: Promise.resolve(),
    };
    let toldAtMs = 0;
    const ended = runParity(project, {
      install: found.value,
      requests: params.requests ?? DEFAULT_REQUESTS,
      seed: params.seed ?? randomInt(SEEDS),
      realBackends: false,
      allowUnsafe: params.allowUnsafe ?? false,
      ...(params.recorded === true ? { recorded: this.#options.recorded() } : {}),
      signal: cancel.signal,
      onRow: (row, { done, total }) => {
        run.rows.push(row);
        run.done = done;
        run.total = total;
        if (row.kind === 'request' && row.outcome === 'different') run.different++;
        if (Date.now() - toldAtMs < TELL_MS) return;
        toldAtMs = Date.now();
        const { different } = run;
        this.#options.emit({ event: 'parity.progressed', id, done, total, different });
      },
    }).then(
      (result) => this.#end(run, result),
      (error: unknown) =>
        this.#end(
          run,
          cancel.signal.aborted
            ? null
            : fail({ code: 'internal', message: error instanceof Error ? error.message : String(error) }),
        ),
    );
    this.#run = Object.assign(run, { ended });
    return succeed({ id });
  }

  get(params: CommandParams<'parity.get'>): Result<ParityView, Trouble> {
    const found = this.#find(params.id);
    if (!found.ok) return found;
    const { id, state, done, total, different, summary, trouble, rows } = found.value;
    return succeed({
      id,
      state,
      done,
      total,
      different,
      summary,
      trouble,
      rows: rows.slice(params.from ?? 0),
    });
  }

  /** Ends a run and waits until Apache, stand-ins and folder are gone; nothing happens to one that has ended. */
  async cancel(params: CommandParams<'parity.cancel'>): Promise<Result<Record<never, never>, Trouble>> {
    const found = this.#find(params.id);
    if (!found.ok) return found;
    found.value.cancel.abort();
    await found.value.ended;
    return succeed({});
  }

  async stop(): Promise<void> {
    this.#run?.cancel.abort();
    await this.#run?.ended;
  }

  get isRunning(): boolean {
    return this.#run?.state === 'running';
  }

  #find(id: string | undefined): Result<Run, Trouble> {
    const run = this.#run;
    if (run !== null && (id === undefined || run.id === id)) return succeed(run);
    return fail({
      code: 'not-found',
      message: id === undefined ? 'nothing was compared yet' : `there is no comparison ${id} (any more)`,
    });
  }

  /** `result` null: it was cancelled. */
  #end(run: Run, result: Result<ParityReport, Trouble> | null): void {
    run.state = result === null ? 'cancelled' : result.ok ? 'finished' : 'failed';
    if (result?.ok === true) run.summary = result.value.summary;
    if (result?.ok === false) run.trouble = result.error;
    const { id, state, summary, trouble } = run;
    this.#options.emit({ event: 'parity.finished', id, state, summary, trouble });
  }
}
