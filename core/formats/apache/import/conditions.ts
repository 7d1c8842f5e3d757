import type { Variables } from './words.ts';

/** The version that `<IfVersion>` is asked about: any 2.4 of these days would do. */
const VERSION = [2, 4, 65] as const;

/** Whether a conditional section applies, with the reason when it doesn't; `undefined` for what is no such section. */
export type Condition = { readonly applies: true } | { readonly applies: false; readonly why: string };

const APPLIES: Condition = { applies: true };

/**
 * What the conditional sections that httpd decides while it reads come to here (`key` in lower case with its bracket).
 * Which modules are loaded is a matter of the machine: each one is taken for loaded, so that nothing is passed over
 * because a `LoadModule` line stands elsewhere. Sections decided for each request (`<If>`) are none of these.
 */
export function readCondition(
  key: string,
  words: readonly string[],
  variables: Variables,
): Condition | undefined {
  const [word = ''] = words;
  const isNegated = word.startsWith('!');
  const name = isNegated ? word.slice(1) : word;
  switch (key) {
    case '<ifmodule':
    case '<ifdirective':
    case '<ifsection':
      return isNegated
        ? {
            applies: false,
            why: `${name} is taken for there: whatever the file asks for is taken for loaded`,
          }
        : APPLIES;
    case '<ifdefine':
      if (variables.has(name) !== isNegated) return APPLIES;
      return {
        applies: false,
        why: isNegated ? `${name} is defined` : `${name} is not defined in what was read`,
      };
    case '<ifversion':
      return readVersionCondition(words);
    case '<iffile':
      return { applies: false, why: 'files of another machine are not asked after' };
    default:
      return undefined;
  }
}

function readVersionCondition(words: readonly string[]): Condition {
  const [first = '', second] = words;
  const isNegated = first.startsWith('!');
  const bare = isNegated ? first.slice(1) : first;
  const [operator, wanted] = second === undefined ? ['=', bare] : [bare === '' ? '=' : bare, second];
  if (!/^\d+(\.\d+){0,2}$/.test(wanted)) {
    return { applies: false, why: 'only versions such as 2.4 or 2.4.10 are compared here' };
  }
  const order = compareVersions(wanted.split('.').map(Number));
  const holds = {
    '=': order === 0,
    '==': order === 0,
    '>': order > 0,
    '>=': order >= 0,
    '<': order < 0,
    '<=': order <= 0,
  }[operator];
  if (holds === undefined) return { applies: false, why: `the comparison "${operator}" is not known here` };
  if (holds !== isNegated) return APPLIES;
  return { applies: false, why: `it is read as Apache ${VERSION.join('.')} would` };
}

/** Positive when our version is the higher one; missing parts count as 0, as in mod_version. */
function compareVersions(wanted: readonly number[]): number {
  for (const [index, part] of VERSION.entries()) {
    const difference = part - (wanted[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
