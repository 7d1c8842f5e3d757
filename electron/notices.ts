import type { EventFields } from '../core/contract/index.ts';

/** A word to the person at the window, about something that happened by itself or later. */
export type Notice = EventFields['notice.raised'];
export type RaiseNotice = (notice: Notice) => void;

export interface Notices {
  readonly raise: RaiseNotice;
  /** The interface listens: what was raised before that is told now. */
  release(): void;
}

/** Part of a running core: puts a notice into its numbered stream, between the other events. */
interface NoticeDoor {
  raiseNotice(notice: Notice): void;
}

/**
 * Notices of the shell, told in the core's stream. Events from before the first snapshot reach no interface, and a
 * project that can't be opened at the start is known sooner than that, so notices wait for the first listener. All
 * but the merely informative are logged too.
 */
export function createNotices(core: NoticeDoor, log: (text: string) => void): Notices {
  let waiting: Notice[] | null = [];
  return {
    raise(notice) {
      if (notice.level !== 'info') log(notice.hint === null ? notice.text : `${notice.text} ${notice.hint}`);
      if (waiting === null) core.raiseNotice(notice);
      else waiting.push(notice);
    },
    release() {
      const due = waiting ?? [];
      waiting = null;
      for (const notice of due) core.raiseNotice(notice);
    },
  };
}
