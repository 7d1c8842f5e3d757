import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText, plainText, projectArbitrary } from '../../../support/project-arbitrary.ts';
import { directivesOf, meaningOf, ROUND_TRIPS, roundTrip } from '../../../support/round-trip.ts';

/** Seconds for 2,000 are a matter of the machine; this only catches a hang. */
const LIMIT_MS = 600_000;

describe(`${ROUND_TRIPS} random projects`, () => {
  test.each([
    ['with hostile texts everywhere', hostileText, ROUND_TRIPS],
    // Many more of these say the same again: a quarter will do.
    ['with plain texts', plainText, Math.ceil(ROUND_TRIPS / 4)],
  ])(
    'project → Apache text → project is the same, and the text is stable, %s',
    async (_, text, numRuns) => {
      await fc.assert(
        fc.property(projectArbitrary(text), (project) => {
          const { expected, imported, text: exported, again } = roundTrip(project);
          expect(meaningOf(imported.project), exported).toEqual(meaningOf(expected));
          expect(directivesOf(again)).toEqual(directivesOf(exported));
          // Nothing of an export of ours needs a word, but for what is said of sites as a whole.
          expect(imported.notes.filter(({ message }) => !SAID_OF_OURS.test(message))).toEqual([]);
        }),
        { numRuns },
      );
    },
    LIMIT_MS,
  );

  test(
    'the same through Apache 2.2, as far as it can say it',
    async () => {
      await fc.assert(
        fc.property(projectArbitrary(plainText), (project) => {
          const { imported } = roundTrip(project, 'apache22');
          // What 2.2 can't tell apart has come together now, and stays so.
          const second = roundTrip(imported.project, 'apache22');
          expect(directivesOf(second.again)).toEqual(directivesOf(second.text));
          expect(imported.notes.filter(({ kind }) => kind === 'unknown' || kind === 'refused')).toEqual([]);
        }),
        { numRuns: Math.ceil(ROUND_TRIPS / 4) },
      );
    },
    LIMIT_MS,
  );
});

/** A site without mappings, a balancer that no member is in: true of the project as well. */
const SAID_OF_OURS = /nothing is proxied by the site|has no members here/;
