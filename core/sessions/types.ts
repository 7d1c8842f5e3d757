import type { UnnumberedEvent } from '../contract/index.ts';

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
