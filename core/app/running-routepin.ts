import path from 'node:path';
import {
  type BatchedEvent,
  coreCommands,
  dispatchCommand,
  type EventBatch,
  type EventFields,
  type ExchangeSummary,
  fail,
  NO_CHANGES,
  type Project,
  type ProjectChanges,
  type ProjectFileView,
  type Result,
  type RoutepinEvent,
  resolveProject,
  type Snapshot,
  succeed,
  type Trouble,
  type UnnumberedEvent,
  type UserView,
} from '../contract/index.ts';
import type { Engine, EngineOptions, InFlight } from '../engine/engine-api.ts';
import { canDecode } from '../engine/index.ts';
import { dataFolder } from '../host/data-folder.ts';
import { Sessions } from '../sessions/index.ts';
import { Batcher } from './batcher.ts';
import { DemoDesk } from './demo-desk.ts';
import { DiagnosisDesk } from './diagnosis-desk.ts';
import { EventStream } from './event-stream.ts';
import { createHandlers, refusalWhileEnding } from './handlers.ts';
import { KeptMutes } from './kept-mutes.ts';
import { withPortHolder } from './listen-trouble.ts';
import { LiveProject, NO_FILE, refuseUnobeyed } from './live-project.ts';
import { MemberNews } from './member-news.ts';
import { balancerName, balancerViews, counterSample } from './member-views.ts';
import { ownPorts } from './own-site.ts';
import { ParityDesk } from './parity-desk.ts';
import { recordedRequests } from './recorded-requests.ts';
import { RehearsalDoor } from './rehearse/rehearsal-door.ts';
import { ResendDesk } from './resend-desk.ts';
import type { ReportedTab, Routepin, RoutepinOptions } from './routepin-api.ts';
import { SiteCertificates } from './site-certificates.ts';
import { TotalsMeter } from './totals.ts';
import { Users } from './users.ts';

/** Exchanges in a snapshot; older ones are fetched with `exchange.list`. */
const SNAPSHOT_EXCHANGES = 500;

/** A project brought to life; `createEngine` is handed in so that tests can do without sockets. */
export class RunningRoutepin implements Routepin {
  readonly #options: RoutepinOptions;
  readonly #startedAtMs = Date.now();
  readonly #stream = new EventStream();
  readonly #batcher: Batcher;
  readonly #totals = new TotalsMeter(this.#startedAtMs);
  readonly #sessions: Sessions;
  readonly #users: Users;
  readonly #engine: Engine;
  readonly #project: LiveProject;
  readonly #demo: DemoDesk;
  readonly #parity: ParityDesk;
  readonly #resends: ResendDesk;
  readonly #rehearsal: RehearsalDoor;
  readonly #certificates: SiteCertificates;
  readonly #handlers: ReturnType<typeof createHandlers>;
  readonly #news: MemberNews;
  readonly #diagnosis: DiagnosisDesk;
  readonly #pins = (balancer: string, route: string): number => this.#sessions.pinCount(balancer, route);
  #state: 'new' | 'starting' | 'running' | 'stopped' = 'new';
  #stopping: Promise<InFlight> | null = null;
  #batching = false;
  #balancing = true;
  #uiUrl: string | null;

  constructor(options: RoutepinOptions, createEngine: (options: EngineOptions) => Engine) {
    this.#options = options;
    this.#uiUrl = options.uiUrl ?? null;
    this.#batcher = new Batcher({
      counters: () =>
        this.#engine
          .members()
          .map((member) => counterSample(member, this.#nameOf(member.balancer), this.#pins)),
      totals: () => this.#totals.read(Date.now()),
      nowMs: Date.now,
      log: (text) => process.stderr.write(`${text}\n`),
    });
    this.#sessions = new Sessions({
      emit: (event) => this.#happened(event),
      ...(options.trackTabs === true ? { trackTabs: { canDecode } } : {}),
    });
    this.#news = new MemberNews({
      members: () => this.#engine.members(),
      pins: this.#pins,
      emit: (event) => this.#happened(event),
      project: () => this.project,
    });
    const folder = options.dataFolder ?? dataFolder();
    this.#diagnosis = new DiagnosisDesk({
      sessions: this.#sessions,
      emit: (event) => this.#stream.emit(event),
      members: () => this.#news.views(),
      isOn: options.detectors !== false,
      mutes: new KeptMutes(folder, () => this.#project.file),
    });
    this.#users = new Users(this.#sessions, (event) => this.#stream.emit(event));
    this.#demo = new DemoDesk((backends) => this.#stream.emit({ event: 'demo.changed', backends }));
    this.#parity = new ParityDesk({
      project: () => this.project,
      recorded: () => recordedRequests(this.#engine),
      emit: (event) => this.#stream.emit(event),
    });
    this.#resends = new ResendDesk({
      project: () => this.project,
      sites: () => this.#engine.sites(),
      certificateOf: (site) => this.#certificates.certificateOf(site),
      exchange: (id) => this.#engine.exchange(id),
      exchanges: (count) => this.#engine.exchanges(count),
      emit: (event) => this.#stream.emit(event),
      marks: this.#sessions.marks,
    });
    this.#certificates = new SiteCertificates(path.join(folder, 'certificates'), (notice) =>
      this.raiseNotice(notice),
    );
    this.#project = new LiveProject({
      project: options.project,
      file: options.projectFile ?? NO_FILE,
      run: (project, changes) => this.#run(project, changes),
      changed: (before, changes) => this.#projectChanged(before, changes),
      fileChanged: (file) => this.#stream.emit({ event: 'project.saved', file }),
    });
    this.#engine = createEngine({
      sessions: {
        recognise: (request) => {
          this.#batcher.poke();
          return this.#resends.recognise(request) ?? this.#sessions.recognise(request);
        },
        finished: (summary, answerFields, requestFields) => {
          if (this.#resends.finished(summary)) return;
          this.#sessions.finished(summary, answerFields, requestFields);
          this.#diagnosis.finished(summary, answerFields, requestFields);
        },
      },
      listener: {
        exchangeFinished: (summary) => this.#exchangeFinished(summary),
        memberChanged: ({ balancer, member, cause }) => {
          // Members of the first project are in `ready`'s snapshot.
          if (this.#state === 'running') this.#news.changed(balancer, member, cause);
        },
        tunnelEnded: (exchangeId) => this.#diagnosis.tunnelEnded(exchangeId),
        siteChanged: (site) =>
          this.#state === 'running' && this.#stream.emit({ event: 'site.changed', site }),
      },
      secretFieldName: this.#sessions.marks.fieldName,
      tabTracking: this.#sessions.tracking,
      recordBodies: options.recordBodies === true,
      tlsContextFor: (site) => this.#certificates.contextFor(site),
    });
    const parts = {
      engine: this.#engine,
      sessions: this.#sessions,
      project: this.#project,
      certificateOf: (site: string) => this.#certificates.certificateOf(site),
    };
    this.#rehearsal = new RehearsalDoor({ ...parts, emit: (event) => this.#stream.emit(event) });
    this.#handlers = createHandlers({
      ...parts,
      demo: this.#demo,
      parity: this.#parity,
      resends: this.#resends,
      diagnosis: this.#diagnosis,
      rehearsal: this.#rehearsal,
      snapshot: () => this.snapshot(),
      version: options.capabilities.version,
      setBalancing: (on) => this.#setBalancing(on),
      ownPorts: () => ownPorts(this.project, this.#uiUrl),
    });
  }

  get project(): Project {
    return this.#project.project;
  }

  get revision(): number {
    return this.#project.revision;
  }

  get certificates(): Routepin['certificates'] {
    return this.#certificates.all;
  }

  get embedded(): Routepin['embedded'] {
    const { marks } = this.#sessions;
    return { fieldName: marks.fieldName, fieldValue: (userId, tabId) => marks.fieldValue(userId, tabId) };
  }

  async start(): ReturnType<Routepin['start']> {
    if (this.#state !== 'new') {
      return fail({ code: 'not-available', message: 'this project was started already' });
    }
    const refused = refuseUnobeyed(this.project);
    if (refused !== null) return fail(refused);
    this.#state = 'starting';
    // What was prepared before the start is in `ready` and the snapshot.
    this.#stream.discardEarly();
    const settings = resolveProject(this.project);
    this.#sessions.configure(settings);
    this.#diagnosis.configure(this.project, settings);
    const opened = await this.#engine.apply(settings);
    if (this.#stopping !== null) {
      return fail({ code: 'cancelled', message: 'it was stopped while it started' });
    }
    if (!opened.ok) {
      this.#state = 'new';
      this.#stream.discardEarly();
      const listens = this.project.sites.map((site) => site.listen);
      return fail(await withPortHolder(opened.error, [...new Set(listens)]));
    }
    this.#state = 'running';
    const sites = this.#engine.sites();
    this.#stream.open({ sites: sites.map(({ name, url }) => ({ name, url })), ui: this.#uiUrl });
    this.#certificates.tellNew();
    return succeed({ sites });
  }

  readonly inFlight = () => this.#engine.inFlight();

  stop(): Promise<InFlight> {
    this.#stopping ??= (async () => {
      // Sockets of pages live as long as the pages: nobody is to wait for them.
      this.#sessions.tracking?.closeSockets();
      await this.#rehearsal.stop();
      const cutOff = await this.#engine.stop();
      await Promise.all([this.#demo.stop(), this.#parity.stop(), this.#resends.replays.stop()]);
      this.#state = 'stopped';
      for (const part of [this.#diagnosis, this.#sessions]) part.stop();
      for (const way of [this.#batcher, this.#stream]) way.close();
      return cutOff;
    })();
    return this.#stopping;
  }

  async execute(name: string, params: unknown): Promise<Result<unknown, Trouble>> {
    const refusal = this.#stopping === null ? null : refusalWhileEnding(name);
    return refusal !== null ? fail(refusal) : dispatchCommand(coreCommands(), this.#handlers, name, params);
  }

  snapshot(): Snapshot {
    const exchanges = this.#engine.exchanges(SNAPSHOT_EXCHANGES);
    return {
      seq: this.#stream.lastSeq,
      atMs: Date.now(),
      startedAtMs: this.#startedAtMs,
      capabilities: this.#options.capabilities,
      revision: this.revision,
      project: this.project,
      projectFile: this.#project.file,
      undo: this.#project.undoLabel,
      redo: this.#project.redoLabel,
      balancing: this.#balancing,
      sites: this.#engine.sites(),
      balancers: balancerViews(this.project, this.#engine.members(), this.#pins),
      sessions: this.#sessions.views(),
      tabs: this.#sessions.tabViews(),
      users: this.#users.views(),
      demo: this.#demo.views,
      exchanges: exchanges.map((summary) => this.#withSession(summary)),
      droppedExchanges: this.#engine.droppedExchanges,
      recordsBodies: this.#engine.recordsBodies,
      findings: this.#diagnosis.findings(),
      totals: this.#totals.read(Date.now()),
    };
  }

  onEvent(
    listener: (event: RoutepinEvent) => void,
    options: { readonly exchanges?: boolean } = {},
  ): () => void {
    return this.#stream.on(listener, options.exchanges);
  }

  onBatch(listener: (batch: EventBatch) => void): () => void {
    if (!this.#batching) this.#stream.on((event) => this.#batcher.add(event as BatchedEvent), false);
    this.#batching = true;
    return this.#batcher.on(listener);
  }

  setProjectFile(file: ProjectFileView): void {
    this.#project.setFile(file);
  }

  loadProject(project: Project, file: ProjectFileView): Promise<Result<null, Trouble>> {
    return this.#project.load(project, file);
  }

  setUiUrl(url: string | null): void {
    this.#uiUrl = url;
  }

  raiseNotice(notice: EventFields['notice.raised']): void {
    this.#stream.emit({ event: 'notice.raised', ...notice });
  }

  chooseApache(program: string | null): ReturnType<Routepin['chooseApache']> {
    return this.#parity.choose(program);
  }

  reportUser(user: UserView): void {
    this.#users.report(user);
  }

  closeUser(userId: string): void {
    this.#users.close(userId);
  }

  forgetPins(userId: string): void {
    this.#sessions.forgetPins(userId);
  }

  reportTab(tab: ReportedTab): void {
    this.#users.reportTab(tab, this.#engine.sites());
  }

  closeTab(tabId: string): void {
    this.#sessions.closeTab(tabId);
  }

  /** Makes the engine run a project. Before `start()` nothing runs: the project just takes the other's place. */
  async #run(project: Project, changes: ProjectChanges): Promise<Result<null, Trouble>> {
    this.#news.editBegins();
    const settings = resolveProject(this.#rehearsal.overlay.over(project));
    if (this.#state === 'running') {
      const applied = await this.#engine.apply(settings);
      if (!applied.ok) return fail(await withPortHolder(applied.error, changes.opensListeners));
      this.#certificates.tellNew();
    }
    this.#sessions.configure(settings);
    this.#diagnosis.configure(project, settings);
    return succeed(null);
  }

  #projectChanged(before: Project, changes: ProjectChanges): void {
    this.#tellProject(changes);
    if (this.#state !== 'running') return;
    this.#news.edited(before, changes);
    this.#batcher.poke();
  }

  #tellProject(changes: ProjectChanges): void {
    this.#stream.emit({
      event: 'project.changed',
      revision: this.revision,
      project: this.project,
      changes,
      undo: this.#project.undoLabel,
      redo: this.#project.redoLabel,
      balancing: this.#balancing,
    });
  }

  /** Tells it to everybody, the detectors too. */
  #happened(event: UnnumberedEvent): void {
    if (event.event === 'session.lost') this.#totals.countLost();
    this.#stream.emit(event);
    this.#diagnosis.event(event);
  }

  #exchangeFinished(summary: ExchangeSummary): void {
    this.#totals.count(summary, Date.now());
    this.#rehearsal.exchangeFinished(summary);
    const shown = this.#withSession(summary);
    this.#batcher.addExchange(this.#stream.emitExchange(shown), shown);
  }

  #withSession(summary: ExchangeSummary): ExchangeSummary {
    const sessionId = this.#sessions.resolveId(summary.sessionId);
    return sessionId === summary.sessionId ? summary : { ...summary, sessionId };
  }

  async #setBalancing(on: boolean): Promise<Result<null, Trouble>> {
    if (this.#state !== 'running') {
      return fail({ code: 'not-available', message: 'balancing has not started yet' });
    }
    const done = await this.#engine.setBalancing(on);
    if (!done.ok) {
      return fail(
        await withPortHolder(done.error, [...new Set(this.project.sites.map((site) => site.listen))]),
      );
    }
    if (this.#balancing !== on) {
      this.#balancing = on;
      this.#tellProject(NO_CHANGES);
    }
    return done;
  }

  #nameOf(balancer: string): string {
    return balancerName(this.project, balancer);
  }
}
