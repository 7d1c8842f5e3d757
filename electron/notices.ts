import type { EventFields } from '../core/contract/index.ts';

/** A word to the person at the window, about something that happened by itself or later. */
export type Notice = EventFields['notice.raised'];
export type RaiseNotice = (notice: Notice) => void;

/** Part of a running core that puts a notice into its numbered stream, between the other events. */
interface NoticeDoor {
  raiseNotice(notice: Notice): void;
}

/** Raises notices in the core's stream; all but the merely informative are logged too. */
export function createNotices(core: object, log: (text: string) => void): RaiseNotice {
  return (notice) => {
    if (notice.level !== 'info') log(notice.hint === null ? notice.text : `${notice.text} ${notice.hint}`);
    if (hasNoticeDoor(core)) core.raiseNotice(notice);
  };
}

function hasNoticeDoor(core: object): core is NoticeDoor {
  return 'raiseNotice' in core && typeof core.raiseNotice === 'function';
}
