import { createServer, isIP, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  createServer as createTlsServer,
  type SecureContext,
  type SecureContextOptions,
  type Server as TlsServer,
} from 'node:tls';
import { fail, type Result, succeed, type Trouble } from '../contract/index.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientConnectionOwner } from './client-sides.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import { type InFlight, NOTHING_IN_FLIGHT } from './in-flight.ts';
import type { SiteTable } from './site-table.ts';

/** How long a client may take to agree on TLS. */
const HANDSHAKE_MS = 10_000;

/**
 * A port that this process has just given up can still be held: a child that another thread is starting has all
 * descriptors until it executes its program (30,000 times listened and closed beside a thread that starts programs: 26
 * refusals; without that thread none).
 */
const LISTEN_RETRIES = 4;
const LISTEN_RETRY_MS = 15;

/** Certificates of a listener with TLS: one for each of its sites. */
export interface ListenerTls {
  /** For clients that name no server: the first site's. */
  readonly first: SecureContextOptions;
  /** For a server name; the first site's for one that nobody has. */
  contextFor(serverName: string): SecureContext;
}

/** What a listener serves at the moment. */
export interface ListenerContent {
  readonly sites: SiteTable;
  /** null for plain HTTP. */
  readonly tls: ListenerTls | null;
}

/**
 * One listen address with its client connections. What it serves may be exchanged while it is open: requests that are
 * under way keep the site they came with.
 */
export class Listener implements ClientConnectionOwner {
  /** The address as written in the project. */
  readonly listen: string;
  readonly surroundings: ExchangeSurroundings;
  readonly #host: string;
  readonly #wantedPort: number;
  readonly #connections = new Set<ClientConnection>();
  /** Sockets that have not finished their TLS handshake, by their peer. */
  readonly #handshakes = new Map<string, Socket>();
  /** Connections accepted before there was anything to serve. */
  #early: Socket[] = [];
  #content: ListenerContent | null = null;
  #server: Server | null = null;
  #tlsServer: TlsServer | null = null;
  #port = 0;
  #onEmpty: (() => void) | null = null;

  constructor(listen: string, host: string, port: number, surroundings: ExchangeSurroundings) {
    this.listen = listen;
    this.#host = host;
    this.#wantedPort = port;
    this.surroundings = surroundings;
  }

  /** The port that is really listened on (port 0 means any). */
  get port(): number {
    return this.#port;
  }

  get wantedPort(): number {
    return this.#wantedPort;
  }

  get isOpen(): boolean {
    return this.#server !== null;
  }

  get sites(): SiteTable {
    if (this.#content === null) throw new Error('a listener without sites');
    return this.#content.sites;
  }

  /** Starts to listen. Connections wait until `serve` says what they get. */
  async open(): Promise<Result<null, Trouble>> {
    for (let triesLeft = LISTEN_RETRIES; ; triesLeft--) {
      const error = await this.#tryToOpen();
      if (error === null) return succeed(null);
      if (error.code !== 'EADDRINUSE' || triesLeft === 0) return fail(this.#troubleOf(error));
      await new Promise((resolve) => setTimeout(resolve, LISTEN_RETRY_MS));
    }
  }

  #tryToOpen(): Promise<NodeJS.ErrnoException | null> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) =>
      this.#accept(socket),
    );
    return new Promise((resolve) => {
      server.once('error', resolve);
      const onListening = (): void => {
        server.removeAllListeners('error');
        // Such as too many open files: the connection is lost, the listener is not.
        server.on('error', () => undefined);
        const address = server.address();
        this.#port = typeof address === 'object' && address !== null ? address.port : this.#wantedPort;
        this.#server = server;
        resolve(null);
      };
      if (this.#host === '*') server.listen(this.#wantedPort, onListening);
      else server.listen(this.#wantedPort, this.#host, onListening);
    });
  }

  /** Says what is served from now on. */
  serve(content: ListenerContent): void {
    this.#content = content;
    if (content.tls === null) this.#tlsServer = null;
    else this.#tlsServer = this.#makeTlsServer(content.tls);
    const early = this.#early;
    this.#early = [];
    for (const socket of early) this.#accept(socket);
  }

  /** Stops listening, so that somebody else can; connections go on. */
  async stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    // The callback of close() waits for the last connection; the port is free as soon as the handle is closed.
    server.close();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Stops listening; idle connections close now, the others after their answer. */
  close(): void {
    this.#server?.close();
    this.#server = null;
    for (const socket of [...this.#early, ...this.#handshakes.values()]) socket.destroy();
    this.#early = [];
    for (const connection of [...this.#connections]) connection.closeSoon();
  }

  /** What is going on between these clients and whoever answers them. */
  inFlight(): InFlight {
    let { requests, tunnels } = NOTHING_IN_FLIGHT;
    for (const connection of this.#connections) {
      if (connection.inFlight === 'tunnel') tunnels += 1;
      else if (connection.inFlight === 'request') requests += 1;
    }
    return { requests, tunnels };
  }

  /** Cuts the tunnels: waiting for an end that nobody promised would only delay ours. */
  endTunnels(): void {
    for (const connection of [...this.#connections]) if (connection.isTunnel) connection.destroy();
  }

  /** Cuts every connection. */
  destroyConnections(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }

  /** Resolves when no connection is left. */
  async drained(): Promise<void> {
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  /** Whether connecting to this address and port leads here (DESIGN.md §8, loops). */
  answersAt(address: string, port: number): boolean {
    if (!this.isOpen || port !== this.#port) return false;
    if (address === this.#host) return true;
    const isLoopback = address.startsWith('127.') || address === '::1';
    switch (this.#host) {
      case '*':
      case '::':
      case '0.0.0.0':
        return isLoopback || isOwnAddress(address);
      case 'localhost':
        return isLoopback;
      default:
        return isIP(this.#host) === 0 && (isLoopback || isOwnAddress(address));
    }
  }

  onClientClosed(connection: ClientConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #accept(socket: Socket): void {
    if (this.#content === null) {
      socket.on('error', () => undefined);
      this.#early.push(socket);
      return;
    }
    if (this.#tlsServer === null) {
      this.#begin(socket, false);
      return;
    }
    const peer = peerOf(socket);
    this.#handshakes.set(peer, socket);
    socket.once('close', () => this.#handshakes.delete(peer));
    this.#tlsServer.emit('connection', socket);
  }

  #begin(socket: Socket, isTls: boolean): void {
    const connection = new ClientConnection(this, socket, isTls);
    this.#connections.add(connection);
    if (!this.isOpen) connection.closeSoon();
  }

  /** A TLS server that never listens itself: it is handed the sockets, so that an edit can switch TLS on and off. */
  #makeTlsServer(tls: ListenerTls): TlsServer {
    const server = createTlsServer(
      {
        ...tls.first,
        allowHalfOpen: true,
        ALPNProtocols: ['http/1.1'],
        handshakeTimeout: HANDSHAKE_MS,
        SNICallback: (name, done) => done(null, tls.contextFor(name)),
      },
      (socket) => {
        this.#handshakes.delete(peerOf(socket));
        this.#begin(socket, true);
      },
    );
    // A client that does not trust us, speaks no TLS or never finishes: Node leaves it to us to close the connection.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    return server;
  }

  #troubleOf(error: NodeJS.ErrnoException): Trouble {
    const why = LISTEN_WORDS[error.code ?? ''] ?? error.message;
    return {
      code: 'listen-failed',
      message: `can't listen on ${this.listen}: ${why}`,
      hint:
        error.code === 'EADDRINUSE'
          ? 'Stop the program that holds the port, or choose another one.'
          : 'Choose another listen address.',
    };
  }
}

const LISTEN_WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'the system does not allow this port',
  EADDRNOTAVAIL: 'this computer has no such address',
  ENOTFOUND: 'the host name is unknown',
};

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some(
    (all) => all?.some((own) => own.address === address) === true,
  );
}
