import { expect, test } from 'vitest';
import { restAfterFrame } from '../../../../../renderer/screens/live/topology/dot-pace.ts';

/** Frames of a second on a display of 60, drawn when they are due. */
function framesOfASecond(dots: number, isInputRecent: boolean): number {
  let drawn = 0;
  let due = 0;
  for (let frame = 0; frame < 60; frame++) {
    const atMs = (frame * 1000) / 60;
    if (atMs < due) continue;
    drawn += 1;
    due = atMs + restAfterFrame(dots, isInputRecent);
  }
  return drawn;
}

test.each([
  ['a few dots move with each frame', 5, false, 60],
  ['so they do while somebody types', 30, true, 60],
  ['a stream moves fifteen times a second', 54, false, 15],
  ['and ten times while somebody scrolls or types', 54, true, 10],
])('%s', (_, dots, isInputRecent, frames) => {
  expect(framesOfASecond(dots, isInputRecent)).toBe(frames);
});
