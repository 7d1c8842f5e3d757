/**
 * An outcome that may cross a process: a value, or a failure as data. Never thrown across a boundary,
 * because Electron and JSON keep nothing of a thrown error but its message.
 */
export type Result<Value, Failure = Trouble> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

/** One thing wrong with an input: where (`$.balancers[0].name`), what, and how to mend it. */
export interface Problem {
  /** JSON path from the root `$`, or a field's name when the input is not a document. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
  /** 1-based place in the text, when the input was text that could not be read at all. */
  readonly line?: number;
  readonly column?: number;
}

/** Why a command failed. Closed list: match on `code`, show `message`. */
export type TroubleCode =
  | 'bad-params'
  | 'bad-project'
  | 'unknown-command'
  | 'not-found'
  | 'not-available'
  | 'listen-failed'
  | 'file-failed'
  | 'stale-revision'
  | 'cancelled'
  | 'internal';

/** A failed command as data. `message` says what and where, `hint` how to mend it. */
export interface Trouble {
  readonly code: TroubleCode;
  readonly message: string;
  readonly hint?: string;
  readonly problems?: readonly Problem[];
}

/** A success holding `value`. */
export function succeed<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A failure holding `error`. */
export function fail<Failure>(error: Failure): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error };
}

/** Fails to compile when a union member is not handled (exhaustive `switch`). */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
