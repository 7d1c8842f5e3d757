import type {
  BalancerSettings,
  HealthCheckView,
  MappingSettings,
  ProjectSettings,
} from '../contract/index.ts';
import {
  type BalancerState,
  createBalancer,
  isInError,
  type MemberState,
  memberByUrl,
  reconfigureBalancer,
  retryInMs,
  retryNow,
  statusOf,
  takeFlagChanges,
} from '../decision/index.ts';
import { monotonicUs, wallMs } from './clock.ts';
import type { EngineListener, EngineMember } from './engine-api.ts';
import type { HealthCheckResult } from './health-check.ts';
import { MemberConnections, type PoolSettings, type PoolSurroundings } from './member-connections.ts';

/** What the engine itself knows of a member, besides its state. */
interface MemberFile {
  readonly pool: MemberConnections;
  trouble: string | null;
  lastAnswerAtMs: number | null;
  healthCheck: HealthCheckView | null;
}

/** Apache's defaults, which a plain target can't change (APACHE.md §5.7). */
const PLAIN_TIMEOUT_MS = 60_000;

/** The balancers at run time, the connections to their members and to plain targets, and what is known of them. */
export class Balancers {
  readonly #listener: EngineListener;
  readonly #surroundings: PoolSurroundings;
  #states = new Map<string, BalancerState>();
  readonly #files = new Map<MemberState, MemberFile>();
  #plain = new Map<string, MemberConnections>();
  /** Pools of members that are gone, until their last connection closes. */
  readonly #retired = new Set<MemberConnections>();

  constructor(listener: EngineListener, surroundings: PoolSurroundings) {
    this.#listener = listener;
    this.#surroundings = surroundings;
  }

  get(key: string): BalancerState | undefined {
    return this.#states.get(key);
  }

  readonly has = (key: string): boolean => this.#states.has(key);

  all(): Iterable<BalancerState> {
    return this.#states.values();
  }

  /** A live edit: balancers and members that stay keep state and connections (APACHE.md §4.8). */
  configure(settings: ProjectSettings): void {
    const states = new Map<string, BalancerState>();
    for (const wanted of settings.balancers) states.set(wanted.key, this.#configureOne(wanted));
    const kept = new Set([...states.values()].flatMap((balancer) => balancer.members));
    this.#states = states;
    for (const [member, file] of this.#files) {
      if (kept.has(member)) continue;
      this.#files.delete(member);
      this.#retire(file.pool);
    }
    for (const balancer of states.values()) this.tellChanges(balancer);
    this.#configurePlain(settings);
  }

  poolOf(member: MemberState): MemberConnections {
    // A member may have been removed while a request was on its way to it.
    return (this.#files.get(member) ?? this.#open(member)).pool;
  }

  plainPool(url: string): MemberConnections | undefined {
    return this.#plain.get(url);
  }

  tellChanges(balancer: BalancerState): void {
    if (balancer.flagChanges.length === 0) return;
    for (const { member, cause } of takeFlagChanges(balancer)) {
      this.#listener.memberChanged({ balancer: balancer.settings.name, member: member.settings.url, cause });
    }
  }

  /** What a try at a member says of it: a trouble, or that it answered. */
  note(member: MemberState, trouble: string | null): void {
    const file = this.#files.get(member);
    if (file === undefined) return;
    file.trouble = trouble;
    if (trouble === null) file.lastAnswerAtMs = wallMs();
  }

  noteCheck(balancer: BalancerState, member: MemberState, { ok, text }: HealthCheckResult): void {
    const file = this.#files.get(member);
    if (file !== undefined) file.healthCheck = { atMs: Date.now(), ok, text };
    this.tellChanges(balancer);
  }

  hasSimulatedOutage(member: MemberState): boolean {
    return this.#files.get(member)?.pool.hasSimulatedOutage ?? false;
  }

  simulateOutage(balancerName: string, memberUrl: string, on: boolean): boolean {
    const found = this.#find(balancerName, memberUrl);
    if (found === undefined) return false;
    const { pool } = found.file;
    if (pool.hasSimulatedOutage === on) return true;
    pool.hasSimulatedOutage = on;
    this.#listener.memberChanged({
      balancer: found.balancer.settings.name,
      member: memberUrl,
      cause: on ? 'simulated-outage' : 'outage-ended',
    });
    return true;
  }

  retryNow(balancerName: string, memberUrl: string): boolean {
    const found = this.#find(balancerName, memberUrl);
    if (found === undefined) return false;
    retryNow(found.balancer, found.member);
    this.tellChanges(found.balancer);
    return true;
  }

  members(): readonly EngineMember[] {
    const nowUs = monotonicUs();
    const nowMs = Date.now();
    return [...this.#states.values()].flatMap((balancer) =>
      balancer.members.map((member): EngineMember => {
        const { settings } = member;
        const file = this.#files.get(member);
        const inError = isInError(member);
        return {
          balancer: balancer.settings.name,
          url: settings.url,
          route: settings.route,
          loadfactor: settings.loadfactor,
          lbset: settings.lbset,
          status: statusOf(member),
          retryAtMs: inError ? nowMs + retryInMs(member, nowUs) : null,
          retryMs: settings.retryMs,
          simulatedOutage: file?.pool.hasSimulatedOutage ?? false,
          trouble: inError ? (file?.trouble ?? 'in error') : null,
          lastAnswerAtMs: file?.lastAnswerAtMs ?? null,
          healthCheck: file?.healthCheck ?? null,
          counters: {
            busy: member.busy,
            elected: member.elected,
            lbstatus: member.lbstatus,
            transferredBytes: member.transferred,
            readBytes: member.read,
          },
        };
      }),
    );
  }

  /** Closes every connection that carries nothing; the others after their work. */
  retireAll(): void {
    for (const file of this.#files.values()) this.#retire(file.pool);
    for (const pool of this.#plain.values()) this.#retire(pool);
  }

  /** Cuts every connection to members and plain targets. */
  destroyConnections(): void {
    for (const pool of this.#retired) pool.destroyAll();
    this.#retired.clear();
  }

  #configureOne(wanted: BalancerSettings): BalancerState {
    const known = this.#states.get(wanted.key);
    if (known === undefined) {
      const created = createBalancer(wanted);
      for (const member of created.members) this.#open(member);
      return created;
    }
    reconfigureBalancer(known, wanted);
    for (const member of known.members) {
      const file = this.#files.get(member);
      if (file === undefined) this.#open(member);
      else file.pool.reconfigure(member.settings);
    }
    return known;
  }

  #configurePlain(settings: ProjectSettings): void {
    const wanted = new Map<string, MemberConnections>();
    for (const mapping of settings.sites.flatMap((site) => site.mappings)) {
      if (mapping.kind !== 'plain' || wanted.has(mapping.url)) continue;
      const known = this.#plain.get(mapping.url);
      wanted.set(mapping.url, known ?? new MemberConnections(plainSettings(mapping), this.#surroundings));
    }
    for (const [url, pool] of this.#plain) if (!wanted.has(url)) this.#retire(pool);
    this.#plain = wanted;
  }

  #open(member: MemberState): MemberFile {
    const pool = new MemberConnections(member.settings, this.#surroundings);
    const file: MemberFile = { pool, trouble: null, lastAnswerAtMs: null, healthCheck: null };
    this.#files.set(member, file);
    return file;
  }

  #retire(pool: MemberConnections): void {
    pool.retire();
    for (const gone of this.#retired) if (gone.size === 0) this.#retired.delete(gone);
    this.#retired.add(pool);
  }

  #find(balancerName: string, memberUrl: string) {
    const balancer = this.#states.get(balancerName.toLowerCase());
    const member = balancer === undefined ? undefined : memberByUrl(balancer, memberUrl);
    const file = member === undefined ? undefined : this.#files.get(member);
    if (balancer === undefined || member === undefined || file === undefined) return undefined;
    return { balancer, member, file };
  }
}

function plainSettings({ target }: Extract<MappingSettings, { kind: 'plain' }>): PoolSettings {
  return {
    target,
    timeoutMs: PLAIN_TIMEOUT_MS,
    connectTimeoutMs: PLAIN_TIMEOUT_MS,
    max: null,
    acquireMs: null,
    disableReuse: false,
    responseFieldSize: 0,
    pingMs: null,
    upgrade: null,
  };
}
