import type { Client } from './clients.ts';
import type { Session } from './session.ts';

/**
 * The session of requests that carried no sticky value, until their answer shows whose they are. Requests that a
 * client sends side by side before its first answer share one: a browser opening a page is one newcomer, not six.
 */
export interface ProvisionalSession {
  readonly id: string;
  readonly client: Client;
  readonly site: string;
  inFlight: number;
  session: Session | null;
}

/** True for ids given out before the session was known; `SessionTable.resolve` says what became of one. */
export function isProvisional(sessionId: string): boolean {
  return sessionId.charCodeAt(0) === 0x70;
}
