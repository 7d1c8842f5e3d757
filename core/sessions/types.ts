import type { UnnumberedEvent } from '../contract/index.ts';
import type { JarMark } from './tracking/types.ts';

/**
 * What the engine asks about and gets back. The same shapes as `SessionHooks` of core/engine, which this room may
 * not import: core/app ties the two together and the compiler compares them there.
 */
export interface SeenRequest {
  readonly site: string;
  /** The balancer's key, or null for plain targets and pages of our own. */
  readonly balancer: string | null;
  readonly method: string;
  readonly url: string;
  /** Flat and raw: name, value, name, value … */
  readonly fields: readonly string[];
  readonly remoteAddress: string;
  readonly stickyValue: string | null;
  readonly sessionRoute: string | null;
  /** The cookie jar that it comes from, where tabs are followed; absent where that is not known. */
  readonly jar?: JarMark | null;
}

export interface Recognition {
  readonly sessionId: string | null;
  readonly tabId: string | null;
  readonly forcedRoute: string | null;
  /** True when the id that the request carries is not to be followed. */
  readonly ignoresId?: boolean;
}

/** What an embedded tab says of itself through the desktop shell. */
export interface SeenTab {
  readonly tabId: string;
  readonly userId: string;
  readonly url: string;
  readonly title: string;
}

/** What is known of a user of the desktop window. */
export interface SeenUser {
  readonly userId: string;
  readonly name: string;
  readonly initials: string;
  readonly site: string;
}

export type Emit = (event: UnnumberedEvent) => void;
