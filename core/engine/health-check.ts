import type { HealthCheckSettings } from '../contract/index.ts';
import { type ResponseHead, responseLimits, type WireError } from '../wire/index.ts';
import type { Deadlines } from './deadlines.ts';
import type { MemberAddress } from './member-address.ts';
import {
  MemberConnection,
  type MemberConnectionOwner,
  type MemberConnectionUser,
} from './member-connection.ts';
import type { PoolSettings } from './member-connections.ts';
import { MemberConnector, usesTls } from './member-connector.ts';
import type { Turn } from './turn.ts';

/** What came of a check: whether the member passed, and in words. */
export interface HealthCheckResult {
  readonly ok: boolean;
  /** `HEAD /health answered 200`, `127.0.0.1:13001 refused the connection`. */
  readonly text: string;
}

export interface HealthCheckOptions {
  readonly check: HealthCheckSettings;
  readonly member: PoolSettings;
  readonly address: MemberAddress;
  readonly deadlines: Deadlines;
  readonly turn: Turn;
  isOurs(address: string, port: number): boolean;
  done(result: HealthCheckResult): void;
}

/** One health check on a connection of its own (APACHE.md §8). */
export class HealthCheck implements MemberConnectionUser, MemberConnectionOwner {
  readonly #options: HealthCheckOptions;
  readonly #request: { readonly method: string; readonly target: string; readonly text: string } | null;
  #connector: MemberConnector | null = null;
  #connection: MemberConnection | null = null;
  #isOver = false;

  constructor(options: HealthCheckOptions) {
    this.#options = options;
    this.#request = requestFor(options.check, options.member);
  }

  start(): void {
    const { member, address, isOurs } = this.#options;
    const connection = new MemberConnection(this, responseLimits, this.#options.turn);
    const connector = new MemberConnector(
      {
        target: member.target,
        address,
        timeoutMs: member.connectTimeoutMs,
        isOurs,
        onread: { buffer: connection.nextBuffer, callback: connection.onRead },
      },
      {
        onConnected: (socket) => {
          connection.attach(socket);
          if (usesTls(member.target))
            socket.on('data', (bytes: Buffer) => connection.take(bytes, 0, bytes.length));
          this.#connected(connection);
        },
        onConnectFailure: (_failure, trouble) => this.#end(false, trouble),
      },
    );
    this.#connector = connector;
    connector.start();
  }

  /** Nobody wants to know any more. */
  cancel(): void {
    this.#isOver = true;
    this.#connector?.cancel();
    this.#close();
  }

  onConnectionClosed(connection: MemberConnection): void {
    this.#options.deadlines.remove(connection);
  }

  onResponseHead(head: ResponseHead): void {
    const { method, target } = this.#request ?? { method: '', target: '' };
    // Apache's test where no hcexpr is given (APACHE.md §8).
    this.#end(head.status >= 200 && head.status <= 399, `${method} ${target} answered ${head.status}`);
  }

  onResponseError(error: WireError): void {
    const isEmpty = error.code === 'premature-end';
    this.#end(
      false,
      isEmpty ? 'closed the connection without an answer' : `answered what can't be read: ${error.detail}`,
    );
  }

  onMemberGone(): void {
    this.#end(false, 'closed the connection without an answer');
  }

  onMemberTimeout(): void {
    this.#end(false, `did not answer within ${this.#options.member.timeoutMs / 1000} s`);
  }

  onInterimResponse(): void {
    // The final answer counts.
  }

  onResponseBody(): void {
    // The head has said it all.
  }

  onResponseEnd(): void {
    // As above.
  }

  onMemberRead(): void {
    // Nothing is collected.
  }

  onMemberDrained(): void {
    // The request is one small write.
  }

  onTunnelBytes(): void {
    // No upgrade is asked for.
  }

  onTunnelEnd(): void {
    // As above.
  }

  #connected(connection: MemberConnection): void {
    this.#connection = connection;
    if (this.#request === null) {
      this.#end(true, 'accepted the connection');
      return;
    }
    this.#options.deadlines.add(connection);
    connection.user = this;
    connection.reader.begin(this.#request.method, false);
    connection.await(this.#options.member.timeoutMs);
    connection.socket.write(this.#request.text, 'latin1');
  }

  #end(ok: boolean, text: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close();
    this.#options.done({ ok, text });
  }

  #close(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.destroy();
  }
}

/** The request of a check, or null for TCP: only Host, and `hcuri` literally behind the member's path (APACHE.md §8). */
function requestFor(
  check: HealthCheckSettings,
  { target: member }: PoolSettings,
): { readonly method: string; readonly target: string; readonly text: string } | null {
  if (check.method === 'TCP') return null;
  const isHttp11 = check.method.endsWith('11');
  const method = isHttp11 ? check.method.slice(0, -2) : check.method;
  const path = `${member.path}${member.path !== '' && check.uri !== '' ? '/' : ''}${check.uri}`;
  const target = method === 'OPTIONS' ? '*' : path === '' ? '/' : path;
  const host = member.hostname.includes(':') ? `[${member.hostname}]` : member.hostname;
  const text = `${method} ${target} HTTP/1.${isHttp11 ? 1 : 0}\r\nHost: ${host}:${member.port}\r\n\r\n`;
  return { method, target, text };
}
