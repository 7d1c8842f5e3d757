/** From so many dots on they are a stream: which way it runs is seen without a frame for each step. */
const MANY_DOTS = 30;
/** Of a stream fifteen frames a second are drawn: less than four frames of a usual display, more than three. */
const STREAM_MS = 58;
/** Ten a second: while somebody scrolls or types the frames are theirs, and a dot has all between it and the list composed anew. */
const BUSY_MS = 92;

/**
 * How long after one frame of the dots the next one is asked for; 0: with the next of the display. A frame that is asked for makes
 * page, compositor and screen work even if nothing is drawn in it, so a stream does not ask for those that it leaves out.
 */
export function restAfterFrame(dots: number, isInputRecent: boolean): number {
  if (dots <= MANY_DOTS) return 0;
  return isInputRecent ? BUSY_MS : STREAM_MS;
}
