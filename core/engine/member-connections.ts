import type { Socket } from 'node:net';
import type { MemberUrl } from '../contract/index.ts';
import { type Limits, responseLimits } from '../wire/index.ts';
import { monotonicMs } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import { MemberAddress } from './member-address.ts';
import { MemberConnection, type MemberConnectionOwner } from './member-connection.ts';
import { type ConnectFailure, MemberConnector, usesTls } from './member-connector.ts';
import type { Turn } from './turn.ts';

/** What a pool goes by: the parts of a member's settings that concern connections. */
export interface PoolSettings {
  readonly target: MemberUrl;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly max: number | null;
  readonly acquireMs: number | null;
  readonly disableReuse: boolean;
  readonly responseFieldSize: number;
  readonly pingMs: number | null;
  readonly upgrade: string | null;
}

/** Who asks for a connection. Exactly one of the two is called, once, unless `cancel` came first. */
export interface ConnectionTaker {
  /** `connectMs` is null for a kept connection. */
  onConnection(connection: MemberConnection, connectMs: number | null): void;
  onNoConnection(failure: ConnectFailure, trouble: string): void;
}

/** What the pools of an engine share. */
export interface PoolSurroundings {
  readonly deadlines: Deadlines;
  readonly turn: Turn;
  isOurs(address: string, port: number): boolean;
}

/** How long a kept connection may lie unused. Members mostly close earlier: 5 s is usual. */
const IDLE_KEPT_MS = 60_000;
/** After so long unused, a kept connection is given time to say that it was closed, unless it had that already. */
const TRUSTED_IDLE_MS = 20;

interface Waiting {
  readonly taker: ConnectionTaker;
  readonly timer: NodeJS.Timeout | null;
}

/**
 * The connections to one member: kept ones are used again last in, first out, so that surplus ones age and go. At most
 * `max` at a time; whoever comes then waits for `acquire` (APACHE.md §5.1).
 */
export class MemberConnections implements MemberConnectionOwner {
  #settings: PoolSettings;
  #limits: Limits;
  readonly #surroundings: PoolSurroundings;
  readonly #address: MemberAddress;
  readonly #idle: MemberConnection[] = [];
  readonly #all = new Set<MemberConnection>();
  readonly #connecting = new Map<ConnectionTaker, { cancel(): void }>();
  #waiting: Waiting[] = [];
  #isRetired = false;
  /** Connections are refused by us (DESIGN.md §6, simulated outage). */
  hasSimulatedOutage = false;

  constructor(settings: PoolSettings, surroundings: PoolSurroundings) {
    this.#settings = settings;
    this.#limits = limitsOf(settings);
    this.#surroundings = surroundings;
    this.#address = new MemberAddress(settings.target.hostname);
  }

  get settings(): PoolSettings {
    return this.#settings;
  }

  /** Connections open or being made. */
  get size(): number {
    return this.#all.size + this.#connecting.size;
  }

  /** A live edit: what is open stays, the next connection goes by the new settings. */
  reconfigure(settings: PoolSettings): void {
    this.#settings = settings;
    this.#limits = limitsOf(settings);
    this.#serveWaiting();
  }

  acquire(taker: ConnectionTaker): void {
    if (this.hasSimulatedOutage) {
      taker.onNoConnection('simulated-outage', 'refused by a simulated outage');
      return;
    }
    const kept = this.#takeIdle();
    if (kept !== undefined) {
      this.#lend(kept, taker);
      return;
    }
    const { max, acquireMs } = this.#settings;
    if (max === null || this.size < max) {
      this.#connect(taker);
      return;
    }
    const timer = acquireMs === null ? null : setTimeout(() => this.#giveUp(taker), acquireMs);
    this.#waiting.push({ taker, timer });
  }

  /** The taker has left. */
  cancel(taker: ConnectionTaker): void {
    const connector = this.#connecting.get(taker);
    if (connector !== undefined) {
      connector.cancel();
      this.#connecting.delete(taker);
      this.#serveWaiting();
    }
    this.#forgetWaiting(taker);
  }

  /** The connection has done its work and may carry the next request, unless something speaks against it. */
  release(connection: MemberConnection): void {
    connection.user = null;
    connection.stopWaiting();
    if (!connection.isReusable || connection.isClosed || this.#isRetired || this.#settings.disableReuse) {
      connection.destroy();
      return;
    }
    if (this.#waiting.length > 0 && !this.hasSimulatedOutage) {
      const next = this.#waiting.shift() as Waiting;
      if (next.timer !== null) clearTimeout(next.timer);
      next.taker.onConnection(connection, null);
      return;
    }
    const { max } = this.#settings;
    if (max !== null && this.size > max) {
      connection.destroy();
      return;
    }
    connection.resume();
    connection.idleSinceMs = monotonicMs();
    connection.deadlineMs = connection.idleSinceMs + IDLE_KEPT_MS;
    this.#idle.push(connection);
  }

  /** The member is no longer configured, or everything ends: kept connections close now, busy ones after their work. */
  retire(): void {
    this.#isRetired = true;
    for (const connection of [...this.#idle]) connection.destroy();
  }

  /** Cuts everything, and lets nobody wait. */
  destroyAll(): void {
    this.retire();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { taker, timer } of waiting) {
      if (timer !== null) clearTimeout(timer);
      taker.onNoConnection('unreachable', 'the balancer was stopped');
    }
    for (const [taker, connector] of [...this.#connecting]) {
      connector.cancel();
      this.#connecting.delete(taker);
    }
    for (const connection of [...this.#all]) connection.cut();
  }

  onConnectionClosed(connection: MemberConnection): void {
    this.#surroundings.deadlines.remove(connection);
    this.#all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#serveWaiting();
  }

  #takeIdle(): MemberConnection | undefined {
    const connection = this.#idle.pop();
    if (connection !== undefined) connection.stopWaiting();
    return connection;
  }

  /**
   * A connection that lay unused for a while may have been closed by the member without our having heard of it. Within
   * a turn we have: it begins when all that the system knew has been told. Else the event loop gets a turn to tell, as
   * Apache peeks at the socket before use (APACHE.md §5.6).
   */
  #lend(connection: MemberConnection, taker: ConnectionTaker): void {
    const { turn } = this.#surroundings;
    if (turn.isRunning || monotonicMs() - connection.idleSinceMs < TRUSTED_IDLE_MS) {
      taker.onConnection(connection, null);
      return;
    }
    let turns = 2;
    const look = (): void => {
      if (--turns > 0) return void setImmediate(look);
      const isWanted = this.#connecting.delete(taker);
      if (!isWanted) {
        connection.isClosed ? undefined : this.release(connection);
        return;
      }
      if (connection.isClosed) {
        this.acquire(taker);
        return;
      }
      taker.onConnection(connection, null);
    };
    this.#connecting.set(taker, NOT_CONNECTING);
    setImmediate(look);
  }

  #connect(taker: ConnectionTaker): void {
    const { target, connectTimeoutMs } = this.#settings;
    const connection = new MemberConnection(this, this.#limits, this.#surroundings.turn);
    const connector = new MemberConnector(
      {
        target,
        address: this.#address,
        timeoutMs: connectTimeoutMs,
        isOurs: this.#surroundings.isOurs,
        onread: { buffer: connection.nextBuffer, callback: connection.onRead },
      },
      {
        onConnected: (socket, connectMs) => {
          this.#connecting.delete(taker);
          this.#adopt(connection, socket);
          taker.onConnection(connection, connectMs);
        },
        onConnectFailure: (failure, trouble) => {
          this.#connecting.delete(taker);
          taker.onNoConnection(failure, trouble);
          this.#serveWaiting();
        },
      },
    );
    this.#connecting.set(taker, connector);
    connector.start();
  }

  #adopt(connection: MemberConnection, socket: Socket): void {
    this.#all.add(connection);
    this.#surroundings.deadlines.add(connection);
    connection.attach(socket);
    if (usesTls(this.#settings.target))
      socket.on('data', (bytes: Buffer) => connection.take(bytes, 0, bytes.length));
  }

  #giveUp(taker: ConnectionTaker): void {
    this.#forgetWaiting(taker);
    taker.onNoConnection('pool-exhausted', `all ${this.#settings.max} connections were in use`);
  }

  #forgetWaiting(taker: ConnectionTaker): void {
    const waiting = this.#waiting.find((each) => each.taker === taker);
    if (waiting === undefined) return;
    if (waiting.timer !== null) clearTimeout(waiting.timer);
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
  }

  #serveWaiting(): void {
    const { max } = this.#settings;
    while (this.#waiting.length > 0 && (max === null || this.size < max)) {
      const next = this.#waiting.shift() as Waiting;
      if (next.timer !== null) clearTimeout(next.timer);
      this.#connect(next.taker);
    }
  }
}

/** Stands for a taker that waits for a kept connection to be looked at. */
const NOT_CONNECTING = { cancel: (): void => undefined };

function limitsOf(settings: PoolSettings): Limits {
  const bytes = settings.responseFieldSize;
  // 0 is Apache's word for its default.
  return bytes === 0 || bytes === responseLimits.fieldLineBytes
    ? responseLimits
    : { ...responseLimits, fieldLineBytes: bytes, startLineBytes: bytes };
}
