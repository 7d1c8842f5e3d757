import { isAppUrl } from '../window/app-url.ts';

/** What Electron tells of who sent a message, as far as it matters. */
export interface Sender {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/**
 * Whether a message comes from our own page in our own window: the right web contents, its top frame, our origin
 * (STYLE.md §4.2). A frame that is gone already has no say either.
 */
export function isOurPage(event: Sender, windowContentsId: number | null): boolean {
  const frame = event.senderFrame;
  return (
    windowContentsId !== null &&
    event.sender.id === windowContentsId &&
    frame !== null &&
    frame.parent === null &&
    isAppUrl(frame.url)
  );
}
