import type { AnswerDiff, BroadcastAnswer } from '../contract/index.ts';
import { diffTexts } from './diff-lines.ts';
import { type IgnoreOptions, normaliseBody, normaliseFields } from './normalise.ts';

/** A member's answer before it is compared with the others'. `hash` tells bodies that are no text apart. */
export type MemberAnswer = Omit<BroadcastAnswer, 'digest' | 'group' | 'diff'> & {
  readonly hash: string | null;
};

/** Answers with their groups; `groups` are lists of member URLs, the largest first. */
export interface ComparedAnswers {
  readonly answers: readonly BroadcastAnswer[];
  readonly groups: readonly (readonly string[])[];
}

/**
 * Groups equal answers (status and body; fields are told and don't separate: a Date or a node's name in one would make all
 * differ) and compares each group with the largest; of equally large ones the first in the project's order is it. `digestOf`
 * hashes a text.
 */
export function compareAnswers(
  answers: readonly MemberAnswer[],
  ignore: IgnoreOptions,
  digestOf: (text: string) => string,
): ComparedAnswers {
  const bodies = answers.map(({ body }) => (body === null ? null : normaliseBody(body, ignore)));
  const digests = answers.map(({ trouble, hash }, index) => {
    if (trouble !== null) return null;
    const body = bodies[index];
    return body == null ? hash : digestOf(body);
  });
  const byKey = new Map<string, number[]>();
  answers.forEach(({ trouble, status }, index) => {
    if (trouble !== null) return;
    const key = `${status} ${digests[index]}`;
    byKey.set(key, [...(byKey.get(key) ?? []), index]);
  });
  const groups = [...byKey.values()].toSorted(
    (one, other) => other.length - one.length || (one[0] ?? 0) - (other[0] ?? 0),
  );
  const reference = groups[0]?.[0];
  return {
    groups: groups.map((group) => group.map((index) => answers[index]?.member ?? '')),
    answers: answers.map(({ hash: _hash, ...answer }, index) => {
      const at = groups.findIndex((group) => group.includes(index));
      const group = at < 0 ? null : at;
      const other = reference === undefined ? undefined : answers[reference];
      const diff =
        group === null || group === 0 || other === undefined
          ? null
          : diffOf(other, answer, bodies[reference ?? 0] ?? null, bodies[index] ?? null, ignore);
      return { ...answer, digest: digests[index]?.slice(0, 8) ?? null, group, diff };
    }),
  };
}

function diffOf(
  other: Pick<BroadcastAnswer, 'headers' | 'status'>,
  own: Pick<BroadcastAnswer, 'headers' | 'status'>,
  otherBody: string | null,
  ownBody: string | null,
  ignore: IgnoreOptions,
): AnswerDiff {
  const fields = fieldDiffs(other, own, ignore);
  if (otherBody === null || ownBody === null) {
    return { lines: [], changedLines: 0, totalLines: 0, fields, because: 'a body is no text' };
  }
  return { ...diffTexts(otherBody, ownBody), fields };
}

function fieldDiffs(
  other: Pick<BroadcastAnswer, 'headers' | 'status'>,
  own: Pick<BroadcastAnswer, 'headers' | 'status'>,
  ignore: IgnoreOptions,
): AnswerDiff['fields'] {
  const theirs = normaliseFields(other.headers, ignore);
  const ours = normaliseFields(own.headers, ignore);
  const status = { name: 'status', other: String(other.status), own: String(own.status) };
  return [
    ...(other.status === own.status ? [] : [status]),
    ...[...new Set([...theirs.keys(), ...ours.keys()])].flatMap((name) => {
      const [from, to] = [theirs.get(name) ?? null, ours.get(name) ?? null];
      return from === to ? [] : [{ name, other: from, own: to }];
    }),
  ];
}
