import { isNamed } from '../../contract/index.ts';
import { isJarId, JAR_COOKIE } from './names.ts';

/** What was found in a request's cookies: the jar's id, and the fields without it. */
export interface JarFound {
  readonly jar: string | null;
  readonly fields: readonly string[];
}

/**
 * Takes our cookie out of a flat field list. Other cookies keep their bytes and their order; a Cookie field that held
 * nothing else goes. Gives the list itself when our cookie is not in it.
 */
export function takeJarCookie(fields: readonly string[]): JarFound {
  let jar: string | null = null;
  let kept: string[] | null = null;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    const isOurs = name.length === 6 && isNamed(name, 'cookie') && value.includes(JAR_COOKIE);
    const rest = isOurs ? withoutJar(value, (found) => (jar ??= isJarId(found) ? found : null)) : value;
    if (rest !== value && kept === null) kept = fields.slice(0, at);
    if (kept !== null && rest !== '') kept.push(name, rest);
    else if (kept !== null && value === '') kept.push(name, value);
  }
  return { jar, fields: kept ?? fields };
}

/** A Cookie value without our pair; the value itself when it is not in it. Cuts, since it is done for every request. */
function withoutJar(value: string, found: (jar: string) => void): string {
  let rest = value;
  for (let at = indexOfJar(rest, 0); at >= 0; at = indexOfJar(rest, at)) {
    const end = rest.indexOf(';', at);
    const stop = end < 0 ? rest.length : end;
    found(rest.slice(at + JAR_COOKIE.length + 1, stop).trim());
    // With the separator before it, or, where it comes first, the one after it.
    const start = rest.lastIndexOf(';', at);
    if (start >= 0) rest = rest.slice(0, start) + rest.slice(stop);
    else rest = stop === rest.length ? '' : rest.slice(stop + 1).trimStart();
    if (rest === '') return '';
    if (start >= 0) at = start - 1;
    else at = -1;
  }
  return rest;
}

/** Where a pair of ours begins, from `from` on: after the start or a separator, and blanks. */
function indexOfJar(value: string, from: number): number {
  let at = value.indexOf(`${JAR_COOKIE}=`, Math.max(0, from));
  while (at >= 0) {
    let before = at - 1;
    while (before >= 0 && (value[before] === ' ' || value[before] === '\t')) before--;
    if (before < 0 || value[before] === ';') return at;
    at = value.indexOf(`${JAR_COOKIE}=`, at + 1);
  }
  return -1;
}
