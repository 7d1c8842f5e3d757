/** Where a text is cut when there is no room: `head` gives way first, `tail` holds what tells it from its neighbours. */
export interface CutText {
  readonly head: string;
  readonly tail: string;
}

/** How far before the first different character a separator is looked for. */
const REACH = 28;
/** What is kept of the end of a text that has no neighbours. */
const USUAL_TAIL = 16;
/** A text that differs from its neighbours as early as that is cut at its end. */
const SHORTEST_HEAD = 10;

/**
 * Cuts `text` before the part that no other text of `others` has: of twenty commands that differ in a folder's number, that folder
 * stays in sight. Its halves make up the text again.
 */
export function cutBeforeDifference(text: string, others: readonly string[]): CutText {
  const shared = others.filter((other) => other !== text).map((other) => sharedStart(text, other));
  const differs = shared.length === 0 ? text.length - USUAL_TAIL : Math.max(...shared);
  const at = separatorBefore(text, differs);
  return at < SHORTEST_HEAD ? { head: text, tail: '' } : { head: text.slice(0, at), tail: text.slice(at) };
}

/** The last separator before `place`, or a little before it where none is near. */
function separatorBefore(text: string, place: number): number {
  const from = Math.max(0, place - REACH);
  const near = text.slice(from, place);
  // `wholesale-17` is one name: a hyphen is better than nothing, no more.
  const best = near.search(/[\s/\\:=,][^\s/\\:=,]*$/);
  const weak = near.search(/[-_][^-_]*$/);
  if (best >= 0) return from + best;
  return weak >= 0 ? from + weak : Math.max(0, place - USUAL_TAIL / 2);
}

/** How many characters two texts begin with alike. */
function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
