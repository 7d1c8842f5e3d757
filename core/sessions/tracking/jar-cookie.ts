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
    const isOurs = name.length === 6 && value.includes(JAR_COOKIE) && name.toLowerCase() === 'cookie';
    const rest = isOurs ? withoutJar(value, (found) => (jar ??= isJarId(found) ? found : null)) : value;
    if (rest !== value && kept === null) kept = fields.slice(0, at);
    if (kept !== null && rest !== '') kept.push(name, rest);
    else if (kept !== null && value === '') kept.push(name, value);
  }
  return { jar, fields: kept ?? fields };
}

function withoutJar(value: string, found: (jar: string) => void): string {
  const pairs = value.split(';');
  const others = pairs.filter((pair) => {
    const trimmed = pair.trimStart();
    if (!trimmed.startsWith(`${JAR_COOKIE}=`)) return true;
    found(trimmed.slice(JAR_COOKIE.length + 1).trimEnd());
    return false;
  });
  if (others.length === pairs.length) return value;
  return others.join(';').trimStart();
}
