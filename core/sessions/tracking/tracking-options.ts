import type { Session } from '../session.ts';
import type { Decoding } from './document.ts';
import type { FollowedTabs } from './followed-tabs.ts';
import type { JarLookup, TrackedPlace } from './types.ts';

/** What the sessions room does for those who follow tabs. */
export interface TrackedSessions {
  /** True for a request of an embedded tab: it is known exactly, and nothing is inserted. */
  isEmbedded(fields: readonly string[]): boolean;
  /** The session of a page that speaks; null when neither its cookie nor its document tells. */
  sessionOf(place: TrackedPlace, documentId: string): Session | null;
  /** What the jar of a living page holds. */
  jarSeen(session: Session, jar: JarLookup): void;
  byId(sessionId: string): Session | undefined;
  /** Whether this jar is to be emptied. */
  isResetting(site: string, jar: string): boolean;
  /** The answer that empties it is on its way. */
  wasReset(site: string, jar: string): void;
  balancerName(key: string | null): string | null;
}

export interface TabTrackingOptions {
  readonly sessions: TrackedSessions;
  readonly tabs: FollowedTabs;
  readonly nowMs: () => number;
  /** Codings that this Node can take off. */
  readonly canDecode: (coding: Decoding) => boolean;
}
