import type { FieldList, MessageHead } from '../../../../core/contract/index.ts';

/** A line of a head and what the proxy did with it. */
export interface HeadLine {
  readonly name: string;
  readonly value: string;
  /** `kept` on both sides alike; `changed` has another value on the other side; else only this side has it. */
  readonly fate: 'kept' | 'changed' | 'only-here';
  /** What the other side has in place of a changed one. */
  readonly other: string | null;
}

/** The fields of `head` compared with those of the `other` side, in their own order. A missing side compares with nothing. */
export function compareHead(head: MessageHead, other: MessageHead | null): readonly HeadLine[] {
  if (other === null) return head.fields.map(([name, value]) => ({ name, value, fate: 'kept', other: null }));
  const exact = countOf(other.fields, ([name, value]) => `${name.toLowerCase()}: ${value}`);
  const others = new Map(other.fields.map(([name, value]) => [name.toLowerCase(), value]));
  return head.fields.map(([name, value]) => {
    const key = `${name.toLowerCase()}: ${value}`;
    const left = exact.get(key) ?? 0;
    if (left > 0) {
      exact.set(key, left - 1);
      return { name, value, fate: 'kept', other: null };
    }
    // Set-Cookie is a list by nature: another one is an addition, not a change.
    const isList = name.toLowerCase() === 'set-cookie';
    const instead = isList ? undefined : others.get(name.toLowerCase());
    return instead === undefined
      ? { name, value, fate: 'only-here', other: null }
      : { name, value, fate: 'changed', other: instead };
  });
}

function countOf(
  fields: FieldList,
  keyOf: (field: readonly [string, string]) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const field of fields) counts.set(keyOf(field), (counts.get(keyOf(field)) ?? 0) + 1);
  return counts;
}
