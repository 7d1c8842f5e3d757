import type { ClientConnection } from './client-connection.ts';
import type { ClientTunnel } from './client-sides.ts';
import type { JarLookup, OwnTabRequest, TabSocket } from './tab-tracking.ts';

/** A page's socket to us: what comes goes to whoever follows tabs, and nothing of it to a member. */
export class TabTunnel implements ClientTunnel {
  readonly isOurs = true;
  readonly #client: ClientConnection;
  readonly #socket: TabSocket;

  constructor(
    client: ClientConnection,
    own: Extract<OwnTabRequest, { readonly kind: 'socket' }>,
    jar: JarLookup,
  ) {
    this.#client = client;
    this.#socket = own.open(
      {
        send: (bytes) => {
          if (!client.isClosed) client.socket.write(bytes);
        },
        end: () => client.socket.destroySoon(),
      },
      jar,
    );
  }

  start(): void {
    this.#client.beginTunnel(this);
  }

  onClientBytes(bytes: Buffer): void {
    this.#socket.received(bytes);
  }

  onClientEnd(): void {
    this.#client.socket.destroySoon();
  }

  onClientDrained(): void {
    // What we send is a few bytes.
  }

  onClientGone(): void {
    this.#socket.gone();
  }
}
