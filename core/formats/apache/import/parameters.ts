/** What one `key=value` of a configuration comes to. */
export type Reading<Settings> =
  /** Taken over; `said` when Apache reads the value otherwise than one might expect. */
  | { readonly set: Partial<Settings>; readonly said?: string }
  /** Says what is so anyway. */
  | { readonly standard: true }
  | { readonly leftOut: string }
  /** Apache would not start; with its own words. */
  | { readonly refused: string };

/** Reads a value; the key is in lower case already. */
export type ReadParameter<Settings> = (value: string) => Reading<Settings>;

/** `key=value` in two, or `undefined` without an `=`; keys are compared in lower case. */
export function splitParameter(word: string): readonly [key: string, value: string] | undefined {
  const at = word.indexOf('=');
  return at < 0 ? undefined : [word.slice(0, at).toLowerCase(), word.slice(at + 1)];
}

/** On or Off in any case, as httpd compares it. */
export function readSwitch(value: string): boolean | undefined {
  if (/^on$/i.test(value)) return true;
  return /^off$/i.test(value) ? false : undefined;
}

/** What to say when something behind a number was ignored, with what it came to. */
export function saidOf(key: string, value: string, ignored: string, meaning: string): { said?: string } {
  return ignored === '' ? {} : { said: `Apache reads ${key}=${value} as ${meaning}` };
}
