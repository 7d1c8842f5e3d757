/**
 * The cookies in what somebody typed or pasted into the palette, or null: `NAME=value`, as one copies it from a request, alone or
 * with the name of its field or the word for it. Nothing else that people search holds an equals sign.
 */
export function cookieIn(text: string): string | null {
  return /^\s*(?:explain\s+)?(?:(?:set-)?cookie:\s*)?([^\s=]+=\S.*?)\s*$/i.exec(text)?.[1] ?? null;
}
