import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AttemptOutcome, MemberUrl } from '../contract/index.ts';
import { monotonicMs } from './clock.ts';
import type { Addresses, MemberAddress } from './member-address.ts';

/** Ways in which connecting fails; each but a name failure and a loop lets another member be tried (APACHE.md §5.1). */
export type ConnectFailure = Extract<
  AttemptOutcome,
  | 'connect-refused'
  | 'connect-timeout'
  | 'unreachable'
  | 'pool-exhausted'
  | 'name-unresolved'
  | 'simulated-outage'
  | 'loop'
  | 'tls-failed'
>;

/** How and where to connect. */
export interface ConnectOptions {
  readonly target: MemberUrl;
  readonly address: MemberAddress;
  readonly timeoutMs: number;
  /** Whether an address and port are one of our own listeners. */
  readonly isOurs: (address: string, port: number) => boolean;
  /** Read straight into a buffer of ours; not offered by TLS sockets. */
  readonly onread: {
    readonly buffer: () => Uint8Array;
    readonly callback: (bytes: number, buffer: Uint8Array) => boolean;
  };
}

/** Who waits for a connector. Exactly one of the two is called, once, unless it was cancelled. */
export interface ConnectWaiter {
  onConnected(socket: Socket, connectMs: number): void;
  onConnectFailure(failure: ConnectFailure, trouble: string): void;
}

/** Whether a member is spoken to through TLS. */
export function usesTls(target: MemberUrl): boolean {
  return target.scheme === 'https' || target.scheme === 'wss';
}

/**
 * One connection being made: all addresses of the name in turn; when none answered and they were remembered ones, the name
 * is asked for once more (APACHE.md §5.1).
 */
export class MemberConnector {
  readonly #options: ConnectOptions;
  readonly #waiter: ConnectWaiter;
  readonly #startedMs = monotonicMs();
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  #mayAskAgain: boolean;
  #failure: ConnectFailure = 'unreachable';
  #trouble = '';

  constructor(options: ConnectOptions, waiter: ConnectWaiter) {
    this.#options = options;
    this.#waiter = waiter;
    this.#mayAskAgain = options.address.isName && options.address.known !== null;
  }

  start(): void {
    const { known } = this.#options.address;
    if (known !== null) this.#tryAll(known);
    else this.#options.address.resolve((found) => this.#tryAll(found));
  }

  /** Nobody waits any more. */
  cancel(): void {
    this.#isOver = true;
    this.#drop();
  }

  #tryAll(found: Addresses): void {
    if (this.#isOver) return;
    if ('trouble' in found) {
      this.#fail('name-unresolved', found.trouble);
      return;
    }
    this.#try(found.addresses, 0);
  }

  #try(addresses: readonly string[], index: number): void {
    const address = addresses[index];
    if (address === undefined) {
      this.#allTried(addresses);
      return;
    }
    const { target, isOurs } = this.#options;
    const where = `${isIP(address) === 6 ? `[${address}]` : address}:${target.port}`;
    if (isOurs(address, target.port)) {
      this.#fail(
        'loop',
        `${where} is a listener of this program itself: requests would go round in a circle`,
      );
      return;
    }
    const next = (failure: ConnectFailure, trouble: string): void => {
      this.#drop();
      this.#failure = failure;
      this.#trouble = trouble;
      this.#try(addresses, index + 1);
    };
    const socket = this.#open(address);
    this.#socket = socket;
    this.#timer = setTimeout(() => {
      next('connect-timeout', `no connection to ${where} within ${this.#options.timeoutMs / 1000} s`);
    }, this.#options.timeoutMs);
    const tls = usesTls(target);
    let isTcpUp = false;
    if (tls) socket.once('connect', () => (isTcpUp = true));
    socket.once(tls ? 'secureConnect' : 'connect', () => this.#succeed(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // The connection is there by then: Apache does not fail over.
      if (isTcpUp) return this.#fail('tls-failed', `no TLS connection to ${where}: ${error.message}`);
      next(failureOf(error), troubleOf(error, where));
    });
    // A member that closes in the middle of the handshake says nothing else.
    if (tls)
      socket.once('close', () =>
        this.#fail('tls-failed', `${where} closed the connection during the TLS handshake`),
      );
  }

  #open(address: string): Socket {
    const { target, onread } = this.#options;
    const options = {
      host: address,
      port: target.port,
      noDelay: true,
      allowHalfOpen: true,
      autoSelectFamily: false,
    };
    if (!usesTls(target)) return connectTcp({ ...options, onread: onread as never });
    return connectTls({
      ...options,
      // Apache's default for members is SSLProxyVerify none.
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(target.hostname) === 0 ? { servername: target.hostname } : {}),
    });
  }

  #allTried(addresses: readonly string[]): void {
    if (!this.#mayAskAgain) {
      this.#fail(this.#failure, this.#trouble);
      return;
    }
    this.#mayAskAgain = false;
    this.#options.address.resolve((found) => {
      const isNews = 'addresses' in found && found.addresses.some((address) => !addresses.includes(address));
      if (isNews) this.#tryAll(found);
      else if (!this.#isOver) this.#fail(this.#failure, this.#trouble);
    });
  }

  #succeed(socket: Socket): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isOver = true;
    socket.removeAllListeners();
    this.#waiter.onConnected(socket, monotonicMs() - this.#startedMs);
  }

  #fail(failure: ConnectFailure, trouble: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#drop();
    this.#waiter.onConnectFailure(failure, trouble);
  }

  #drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.removeAllListeners();
    // What it still has to say concerns nobody, but an unheard 'error' would end the process.
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function failureOf(error: NodeJS.ErrnoException): ConnectFailure {
  if (error.code === 'ECONNREFUSED') return 'connect-refused';
  return error.code === 'ETIMEDOUT' ? 'connect-timeout' : 'unreachable';
}

function troubleOf(error: NodeJS.ErrnoException, where: string): string {
  if (error.code === 'ECONNREFUSED') return `${where} refused the connection`;
  return `${where} could not be connected to (${error.code ?? error.message})`;
}
