import type { FieldList } from './exchange.ts';

/** A line of a comparison. `gap`: equal lines that are left out, `count` of them. */
export type DiffLine =
  | {
      readonly kind: 'same' | 'removed' | 'added';
      readonly text: string;
      readonly parts: readonly DiffPart[];
    }
  | { readonly kind: 'gap'; readonly count: number };

/** A piece of a line; `changed` where the two differ inside it. */
export interface DiffPart {
  readonly text: string;
  readonly changed: boolean;
}

/** How an answer differs from the one that most members gave. */
export interface AnswerDiff {
  /** Lines of the body; removed ones are the other answer's, added ones this one's. */
  readonly lines: readonly DiffLine[];
  readonly changedLines: number;
  readonly totalLines: number;
  /** Fields that differ, in words: name, the other's value, this one's; null where there is none. */
  readonly fields: readonly {
    readonly name: string;
    readonly other: string | null;
    readonly own: string | null;
  }[];
  /** Why the bodies were not compared line by line; null where they were. */
  readonly because: string | null;
}

/** What one member answered. */
export interface BroadcastAnswer {
  readonly member: string;
  readonly route: string;
  /** Why there is no answer, in words; null where there is one. */
  readonly trouble: string | null;
  /** 0 without an answer. */
  readonly status: number;
  readonly durationMs: number;
  readonly headers: FieldList;
  readonly contentType: string | null;
  /** Of the body as sent. */
  readonly bodyBytes: number;
  /** The body as text, codings taken off, at most 256 KB; null for what is no text. */
  readonly body: string | null;
  readonly isTruncated: boolean;
  /** Eight hexadecimal digits of the body's hash as it was compared; null without an answer. */
  readonly digest: string | null;
  /** Index in `groups`; null without an answer. */
  readonly group: number | null;
  /** null for answers of the first group and where there is none. */
  readonly diff: AnswerDiff | null;
}

/** How long the other members took to answer as the one that was written to. */
export interface LagView {
  readonly site: string;
  readonly balancer: string;
  readonly atMs: number;
  /** The request that changed something, and the member that got it. */
  readonly write: {
    readonly member: string;
    readonly route: string;
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly durationMs: number;
  };
  /** What was read, again and again. */
  readonly path: string;
  /** Whether the write shows there: its own member answers otherwise than before. Else being equal proves nothing. */
  readonly isShown: boolean;
  readonly rounds: number;
  /** In the order of the project. */
  readonly members: readonly {
    readonly member: string;
    readonly route: string;
    /** From the end of the write to the first answer that equals the written member's, milliseconds; null: not in time. */
    readonly lagMs: number | null;
    /** Why there was no answer at the end; null where there was one. */
    readonly trouble: string | null;
  }[];
  /** Whether all of them did in time. */
  readonly isEqual: boolean;
  readonly elapsedMs: number;
  /** The answers of the last round, compared. */
  readonly last: BroadcastView;
}

/** One request to every member, and what they answered. */
export interface BroadcastView {
  readonly site: string;
  readonly balancer: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** The request line as members of this balancer got it, of the first member. */
  readonly sentAs: string;
  /** In the order of the project. */
  readonly answers: readonly BroadcastAnswer[];
  /** Members with equal answers, the largest group first. */
  readonly groups: readonly (readonly string[])[];
  /** What was left out of the comparison, in words. */
  readonly ignored: readonly string[];
}
