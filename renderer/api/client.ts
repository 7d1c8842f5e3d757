import type { EventBatch, Execute, Snapshot } from '../../core/contract/index.ts';

/** How the window stands to the core. `refused`: the token is missing or wrong, so trying again is no use. */
export type Connection = 'connecting' | 'connected' | 'lost' | 'refused';

/**
 * The one way out of the renderer. Two transports exist (desktop-client.ts, socket-client.ts), and the store and
 * every test take this interface, never a transport. Each `on…` returns its remover.
 */
export interface ApiClient {
  /** Runs a command. Never rejects: failures come back as data, also when the connection is lost. */
  readonly execute: Execute;
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  onBatch(listener: (batch: EventBatch) => void): () => void;
  /** Called at once with how things stand, then on each change. */
  onConnection(listener: (connection: Connection) => void): () => void;
  /** An action id from the native menu; never called in a browser. */
  onMenu(listener: (actionId: string) => void): () => void;
  /** The operating system as Node names it: decides between ⌘ and Ctrl. */
  readonly platform: string;
}
