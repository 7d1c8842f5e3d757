import {
  fail,
  type ProjectSettings,
  type Result,
  type SiteView,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { Balancers } from './balancers.ts';
import { Deadlines } from './deadlines.ts';
import type { Engine, EngineMember, EngineOptions, InFlight } from './engine-api.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import { HealthChecks } from './health-checks.ts';
import { Listeners } from './listeners.ts';
import { ExchangeRecorder } from './recording/exchange-recorder.ts';
import { Turn } from './turn.ts';

/** ENGINE.md, targets: history bounded to 16 MB. */
const DEFAULT_HISTORY_BYTES = 16 * 1024 * 1024;
const DEFAULT_GRACE_MS = 5000;

/** The only sockets and timers of the balancer: ties listeners, balancers, health checks and the record together. */
export class RunningEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #recorder: ExchangeRecorder;
  readonly #balancers: Balancers;
  readonly #listeners: Listeners;
  readonly #checks: HealthChecks;
  #settings: ProjectSettings | null = null;
  #isBalancing = true;
  #trouble: Trouble | null = null;
  #isStopped = false;
  /** Edits run one after another: each starts when the one before is through. */
  #lastEdit: Promise<unknown> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    const deadlines = new Deadlines();
    const turn = new Turn();
    const isOurs = (address: string, port: number): boolean => this.#listeners.isOurs(address, port);
    this.#recorder = new ExchangeRecorder(options.historyBytes ?? DEFAULT_HISTORY_BYTES);
    this.#recorder.recordsBodies = options.recordBodies === true;
    const balancers = new Balancers(options.listener, { deadlines, turn, isOurs });
    this.#balancers = balancers;
    const surroundings: ExchangeSurroundings = {
      deadlines,
      turn,
      sessions: options.sessions,
      tabTracking: options.tabTracking ?? null,
      listener: options.listener,
      recorder: this.#recorder,
      secretFieldNames: options.secretFieldName === null ? [] : [options.secretFieldName.toLowerCase()],
      balancer: (key) => balancers.get(key),
      hasBalancer: balancers.has,
      poolOf: (member) => balancers.poolOf(member),
      plainPool: (url) => balancers.plainPool(url),
      tellChanges: (balancer) => balancers.tellChanges(balancer),
      noteMember: (member, trouble) => balancers.note(member, trouble),
    };
    this.#listeners = new Listeners(surroundings, options.tlsContextFor ?? null);
    this.#checks = new HealthChecks({
      deadlines,
      turn,
      isOurs,
      balancers: () => balancers.all(),
      hasSimulatedOutage: (member) => balancers.hasSimulatedOutage(member),
      checked: (balancer, member, result) => balancers.noteCheck(balancer, member, result),
    });
  }

  apply(settings: ProjectSettings): Promise<Result<null, Trouble>> {
    return this.#inTurn(() => this.#run(settings, this.#isBalancing));
  }

  setBalancing(on: boolean): Promise<Result<null, Trouble>> {
    return this.#inTurn(() => this.#run(this.#settings, on));
  }

  sites(): readonly SiteView[] {
    return this.#listeners.views(this.#settings, this.#trouble);
  }

  members(): readonly EngineMember[] {
    return this.#balancers.members();
  }

  simulateOutage(balancer: string, memberUrl: string, on: boolean): boolean {
    return this.#balancers.simulateOutage(balancer, memberUrl, on);
  }

  retryNow(balancer: string, memberUrl: string): boolean {
    return this.#balancers.retryNow(balancer, memberUrl);
  }

  exchange(id: number): ReturnType<Engine['exchange']> {
    return this.#recorder.detail(id);
  }

  exchanges(limit: number, beforeId?: number): ReturnType<Engine['exchanges']> {
    return this.#recorder.summaries(limit, beforeId);
  }

  clearHistory(): void {
    this.#recorder.clear();
  }

  recordBodies(on: boolean): void {
    this.#recorder.recordsBodies = on;
  }

  get recordsBodies(): boolean {
    return this.#recorder.recordsBodies;
  }

  get droppedExchanges(): number {
    return this.#recorder.dropped;
  }

  inFlight(): InFlight {
    return this.#listeners.inFlight();
  }

  async stop(graceMs = DEFAULT_GRACE_MS): Promise<InFlight> {
    this.#isStopped = true;
    await this.#lastEdit;
    this.#checks.stop();
    const { tunnels } = this.inFlight();
    this.#listeners.closeAll();
    this.#balancers.retireAll();
    if (graceMs > 0) await within(graceMs, this.#listeners.drained());
    const { requests } = this.inFlight();
    this.#listeners.destroyConnections();
    this.#balancers.destroyConnections();
    return { requests, tunnels };
  }

  #inTurn<Value>(edit: () => Promise<Result<Value, Trouble>>): Promise<Result<Value, Trouble>> {
    const turn = this.#lastEdit.then(() => (this.#isStopped ? fail(STOPPED) : edit()));
    this.#lastEdit = turn.catch(() => undefined);
    return turn;
  }

  /** Makes `settings` what runs, with listeners open or closed; all or nothing. */
  async #run(settings: ProjectSettings | null, on: boolean): Promise<Result<null, Trouble>> {
    const before = this.sites();
    const prepared = await this.#listeners.prepare(on ? settings : null);
    if (!prepared.ok) {
      // What ran goes on running; only what never ran has failed.
      if (before.every((site) => site.state !== 'listening')) this.#trouble = prepared.error;
      this.#tellSites(before);
      return prepared;
    }
    this.#trouble = null;
    this.#isBalancing = on;
    this.#settings = settings;
    if (settings !== null) {
      this.#balancers.configure(settings);
      prepared.value.commit(settings);
    }
    this.#checks.reconfigure();
    this.#tellSites(before);
    return succeed(null);
  }

  #tellSites(before: readonly SiteView[]): void {
    for (const site of this.sites()) {
      const known = before.find((each) => each.name === site.name);
      const isSame = known !== undefined && JSON.stringify(known) === JSON.stringify(site);
      if (!isSame) this.#options.listener.siteChanged(site);
    }
  }
}

const STOPPED: Trouble = { code: 'not-available', message: 'the engine has been stopped' };

async function within(ms: number, done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, timeout]);
  clearTimeout(timer);
}
