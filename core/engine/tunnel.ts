import type { AttemptOutcome } from '../contract/index.ts';
import type { ClientConnection } from './client-connection.ts';
import type { ClientTunnel } from './client-sides.ts';
import type { MemberConnection, MemberConnectionUser } from './member-connection.ts';
import { LentBuffers } from './read-buffers.ts';

/** Apache's Timeout, which rules the client's side of a tunnel (APACHE.md §6.3). */
const CLIENT_TIMEOUT_MS = 60_000;

/**
 * Two connections after a 101: bytes go both ways as they are, each side may close its half, and when either breaks
 * the other ends, too. Idle for longer than the larger of both time-outs, it is closed (APACHE.md §6.3).
 */
export class Tunnel implements MemberConnectionUser, ClientTunnel {
  readonly isOurs = false;
  readonly #client: ClientConnection;
  readonly #connection: MemberConnection;
  readonly #timeoutMs: number;
  readonly #onOver: (outcome: AttemptOutcome | null) => void;
  readonly #lentToClient = new LentBuffers();
  #hasClientEnded = false;
  #hasMemberEnded = false;
  #isOver = false;

  constructor(
    client: ClientConnection,
    connection: MemberConnection,
    memberTimeoutMs: number,
    onOver: (outcome: AttemptOutcome | null) => void,
  ) {
    this.#client = client;
    this.#connection = connection;
    this.#timeoutMs = Math.max(memberTimeoutMs, CLIENT_TIMEOUT_MS);
    this.#onOver = onOver;
  }

  start(): void {
    this.#connection.user = this;
    this.#connection.isReusable = false;
    this.#touch();
    this.#client.beginTunnel(this);
    if (this.#client.clientEnded) this.onClientEnd();
  }

  onClientBytes(bytes: Buffer): void {
    if (this.#isOver || this.#hasClientEnded) return;
    this.#touch();
    if (!this.#connection.socket.write(bytes)) this.#client.blockBody();
  }

  onClientEnd(): void {
    if (this.#isOver || this.#hasClientEnded) return;
    this.#hasClientEnded = true;
    this.#connection.socket.end();
    this.#endIfBothEnded();
  }

  onClientDrained(): void {
    this.#lentToClient.giveBack();
    if (!this.#isOver) this.#connection.resume();
  }

  onClientGone(): void {
    this.#end('client-left');
  }

  onTunnelBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isOver) return;
    this.#touch();
    const { writer } = this.#client;
    const isLent = writer.body(bytes, start, end, false);
    writer.flush();
    if (isLent && this.#connection.ownsBuffer(bytes)) this.#lentToClient.add(this.#connection.keepBuffer());
    if (writer.isFull) this.#connection.pause();
  }

  onTunnelEnd(): void {
    if (this.#isOver) return;
    this.#hasMemberEnded = true;
    this.#client.socket.end();
    this.#endIfBothEnded();
  }

  onMemberDrained(): void {
    if (!this.#isOver) this.#client.unblockBody();
  }

  onMemberGone(error: NodeJS.ErrnoException | null): void {
    this.#end(error === null && this.#hasMemberEnded ? null : 'answer-cut-short');
  }

  onMemberTimeout(): void {
    this.#end(null);
  }

  onMemberRead(): void {
    // Bytes went through as they came.
  }

  onInterimResponse(): void {
    // The codec no longer reads this connection.
  }

  onResponseHead(): void {
    // As above.
  }

  onResponseBody(): void {
    // As above.
  }

  onResponseEnd(): void {
    // As above.
  }

  onResponseError(): void {
    // As above.
  }

  #touch(): void {
    this.#connection.await(this.#timeoutMs);
  }

  #endIfBothEnded(): void {
    if (this.#hasClientEnded && this.#hasMemberEnded) this.#end(null);
  }

  #end(outcome: AttemptOutcome | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#lentToClient.forget();
    this.#connection.socket.destroySoon();
    this.#connection.user = null;
    this.#client.socket.destroySoon();
    this.#onOver(outcome);
  }
}
