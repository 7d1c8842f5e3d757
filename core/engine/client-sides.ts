import type { ClientConnection } from './client-connection.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import type { SiteTable } from './site-table.ts';

/** The bytes of a client's tunnel, once its request was answered with 101. */
export interface ClientTunnel {
  /** Its other end is Routepin itself, not a server. */
  readonly isOurs: boolean;
  onClientBytes(bytes: Buffer): void;
  onClientEnd(): void;
  onClientDrained(): void;
  onClientGone(): void;
}

/** What a listener wants to know of its connections. */
export interface ClientConnectionOwner {
  readonly surroundings: ExchangeSurroundings;
  /** As they are now: an edit replaces them. */
  readonly sites: SiteTable;
  /** The port listened on. */
  readonly port: number;
  onClientClosed(connection: ClientConnection): void;
}
