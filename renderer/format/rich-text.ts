/** A piece of a sentence; `code` pieces are what one could paste. */
export interface TextPiece {
  readonly text: string;
  readonly isCode: boolean;
}

/*
 * What reads as code in the core's sentences: assignments, URLs, Apache's variables, header and directive names in
 * their own spelling, and times. A full stop or comma after it belongs to the sentence.
 */
const CODE =
  /(?:[;?]?[\w.-]+=(?:[^\s,;"”]*[^\s,;."”])?|(?:https?|wss?|balancer):\/\/[^\s,]*[^\s,.]|BALANCER_[A-Z_]+|\b(?:byrequests|bytraffic|bybusyness|lbstatus|lbfactor|lbset|Set-Cookie|nofailover|stickysession|maxattempts|ROUTEID)\b|\b\d+(?:\.\d+)? (?:ms|s)\b)/g;

/** A sentence in pieces, so that values stand out from words. Together the pieces are the sentence again. */
export function splitCode(sentence: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of sentence.matchAll(CODE)) {
    if (match.index > end) pieces.push({ text: sentence.slice(end, match.index), isCode: false });
    pieces.push({ text: match[0], isCode: true });
    end = match.index + match[0].length;
  }
  if (end < sentence.length) pieces.push({ text: sentence.slice(end), isCode: false });
  return pieces;
}
