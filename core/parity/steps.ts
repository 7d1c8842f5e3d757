import type { ParityGroup } from '../contract/index.ts';

/** A request that both sides get. */
export interface RequestStep {
  readonly do: 'request';
  readonly title: string;
  readonly method: string;
  readonly site: string;
  /** The site's listen address in the project: tells which port it goes to. */
  readonly listen: string;
  readonly host: string;
  /** Path and query as sent. */
  readonly target: string;
  /** The Cookie field; `{jar}` stands for what the client keeps from earlier answers. */
  readonly cookie: string | null;
  /** Whose jar takes the answer's cookies; null for nobody's. */
  readonly client: number | null;
  readonly body: string | null;
  /** What the stand-in is to do (stand-ins.ts), and in words. */
  readonly wish: { readonly field: string; readonly words: string } | null;
  readonly upgrade: boolean;
}

/** Backends stop or start answering, by their number in `ComparedProject.origins`. */
export interface ChangeStep {
  readonly do: 'lose' | 'return';
  readonly origins: readonly number[];
}

export type Step = RequestStep | ChangeStep;

/** Steps that belong together: both sides start afresh before the first one. */
export interface Sequence {
  readonly group: ParityGroup;
  readonly steps: readonly Step[];
}
