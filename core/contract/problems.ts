import type { z } from 'zod';
import type { Problem } from './result.ts';

type Issue = z.core.$ZodIssue;

/** How the problems of one kind of document are worded. */
export interface ProblemWords {
  /** Every key of the document, for "did you mean". */
  readonly knownKeys: readonly string[];
  /** What the document as a whole is called, such as `the project`. */
  readonly whole: string;
  /** What comes before a bound. */
  readonly largest: string;
  readonly smallest: string;
  /** Where more is said. */
  readonly elsewhere: string;
  /** What to do with a key that nobody knows. */
  readonly spelling: string;
}

/** Every problem behind zod's issues, each with its JSON path and a hint, in document order as zod reports them. */
export function problemsOf(
  issues: readonly Issue[],
  data: unknown,
  words: ProblemWords = PROJECT_WORDS,
): readonly Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], key, data, issue.path, words));
    }
    const missing = valueAt(data, issue.path) === undefined;
    return [
      {
        path: jsonPath(issue.path),
        message: messageOf(issue, missing, words),
        hint: hintOf(issue, missing, words),
      },
    ];
  });
}

/** `$.balancers[0].members[2].route`; keys that aren't plain words are quoted. */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = String(step);
    return /^[A-Za-z_]\w*$/.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`;
  }, '$');
}

function messageOf(issue: Issue, missing: boolean, words: ProblemWords): string {
  if (missing && issue.code === 'invalid_type')
    return `"${String(issue.path.at(-1) ?? words.whole)}" is missing`;
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    return `must be ${oneOf(issue.values)}`;
  }
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `must be ${named(issue.expected)}`;
  return issue.message;
}

function hintOf(issue: Issue, missing: boolean, words: ProblemWords): string {
  if (issue.code === 'custom' && typeof issue.params?.hint === 'string') return issue.params.hint;
  if (missing) return words === PROJECT_WORDS ? ADD_IT : `Add it. ${words.elsewhere}`;
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => JSON.stringify(value));
    return `Write ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}.`;
  }
  if (issue.code === 'invalid_type') return `Write ${named(issue.expected)} here.`;
  if (issue.code === 'too_big') return `${words.largest} ${String(issue.maximum)}.`;
  if (issue.code === 'too_small') return `${words.smallest} ${String(issue.minimum)}.`;
  return words.elsewhere;
}

function unknownKey(
  path: readonly PropertyKey[],
  key: string,
  data: unknown,
  parent: readonly PropertyKey[],
  words: ProblemWords,
): Problem {
  const siblings = words.knownKeys.filter((known) => known !== key);
  const near = siblings.find((known) => distance(known.toLowerCase(), key.toLowerCase()) <= 2);
  const owner = valueAt(data, parent);
  const free = near !== undefined && !(typeof owner === 'object' && owner !== null && near in owner);
  return {
    path: jsonPath(path),
    message: `unknown key "${key}"`,
    hint: free ? `Did you mean "${near}"?` : words.spelling,
  };
}

/** Every key of the project file, for "did you mean". */
const KNOWN_KEYS = (
  'version name balancers sites processes lbmethod stickysession stickysessionsep scolonpathdelim nofailover ' +
  'forcerecovery failontimeout maxattempts timeout failonstatus members routeCookie url route loadfactor lbset status ' +
  'redirect retry connectiontimeout ping max acquire disablereuse upgrade responsefieldsize hcmethod hcuri hcinterval ' +
  'hcpasses hcfails value path domain secure httpOnly sameSite maxAge listen serverName serverAlias tls preserveHost ' +
  'proxyPass proxyPassReverse command ports portEnv cwd'
).split(' ');

const ADD_IT = 'Add it; the project file reference names what belongs here.';

const PROJECT_WORDS: ProblemWords = {
  knownKeys: KNOWN_KEYS,
  whole: 'the project',
  largest: 'The largest value Apache takes is',
  smallest: 'The smallest value Apache takes is',
  elsewhere: 'See the project file reference for what may stand here.',
  spelling: 'Remove it, or check its spelling: keys are written as Apache writes them.',
};

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    data,
  );
}

const WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'text in quotes',
  int: 'a whole number',
};

function named(type: string): string {
  const article = /^[aeio]/.test(type) ? 'an' : 'a';
  const word = WORDS[type] ?? `${article} ${type}`;
  return word;
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Levenshtein's distance, for keys of a dozen letters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
