/** A line in words, as HAProxy cuts it: blanks part, `"…"` and `'…'` hold together, `\` takes the next one as it is, `#` ends. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let isOpen = false;
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? '';
    if (char === '#') break;
    if (/\s/.test(char)) {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
      continue;
    }
    isOpen = true;
    if (char === '\\' && index + 1 < line.length) word += line[++index];
    else if (char === '"' || char === "'") {
      for (index++; index < line.length && line[index] !== char; index++) {
        if (char === '"' && line[index] === '\\' && index + 1 < line.length) index++;
        word += line[index] ?? '';
      }
    } else word += char;
  }
  if (isOpen) words.push(word);
  return words;
}

const UNITS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time in seconds; a number without a unit is milliseconds. */
export function secondsOf(text: string | undefined): number | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? 'ms'] ?? 1e-3);
}

/** `host:port` as a bind or server line has it; the host empty for any address. */
export function addressOf(
  text: string | undefined,
): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:ipv[46]@)?(\[[0-9a-f:.]+\]|[^:]*|[0-9a-f:.]*:[0-9a-f:.]*):(\d+)$/i.exec(text ?? '');
  if (match === null) return undefined;
  const port = Number(match[2]);
  if (port < 1 || port > 65_535) return undefined;
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port };
}
