import type { UnnumberedEvent } from '../contract/index.ts';
import type { Decoding } from './tracking/document.ts';

/** What an embedded tab says of itself through the desktop shell. */
export interface SeenTab {
  readonly tabId: string;
  readonly userId: string;
  readonly url: string;
  readonly title: string;
}

/** What is known of a user of the desktop window, or of a rehearsal. */
export interface SeenUser {
  readonly userId: string;
  readonly name: string;
  readonly initials: string;
  readonly site: string;
  /** A user of a rehearsal: no page of the window belongs to it. */
  readonly isVirtual?: boolean;
}

export type Emit = (event: UnnumberedEvent) => void;

export interface SessionsOptions {
  readonly emit: Emit;
  readonly nowMs?: () => number;
  /** Default 100,000. */
  readonly maxSessions?: number;
  /** Default: four hours. A browser that comes back later appears as a new row. */
  readonly maxIdleMs?: number;
  /** Follows the tabs of ordinary browsers; `canDecode` says which codings can be taken off. Default: no. */
  readonly trackTabs?: { readonly canDecode: (coding: Decoding) => boolean };
}
