/**
 * Apache's member flags as letters (APACHE.md §2.1): D disabled, S stopped, I ignore errors, H hot standby,
 * R hot spare, E in error, N draining, C failed its health check.
 */
export const STATUS_LETTERS = ['D', 'S', 'I', 'H', 'R', 'E', 'N', 'C'] as const;
export type StatusLetter = (typeof STATUS_LETTERS)[number];

/** Letters that Apache's parser takes for internal states; they set nothing that lasts here (APACHE.md §2.1, §9.2). */
const INTERNAL_LETTERS = 'OUGF';

/**
 * The flags that a `status=` text leaves set, starting from `initial`, in the order of `STATUS_LETTERS`; or
 * `undefined` when a letter is unknown. A sign stays in force for the letters after it; before any sign it is `+`.
 * Case does not matter. Source: APACHE.md §2.1, `status=+D-H`.
 */
export function parseStatus(text: string, initial = ''): string | undefined {
  const set = new Set<string>(initial);
  let adding = true;
  for (const char of text) {
    if (char === '+' || char === '-') {
      adding = char === '+';
      continue;
    }
    const letter = char.toUpperCase();
    if (INTERNAL_LETTERS.includes(letter)) continue;
    if (!(STATUS_LETTERS as readonly string[]).includes(letter)) return undefined;
    if (adding) set.add(letter);
    else set.delete(letter);
  }
  return STATUS_LETTERS.filter((letter) => set.has(letter)).join('');
}

/** `status` with one flag set or cleared, as a project writes it (`+DN`), or `undefined` when nothing is left set. */
export function withStatusFlag(
  status: string | undefined,
  letter: StatusLetter,
  on: boolean,
): string | undefined {
  const letters = parseStatus(`${on ? '+' : '-'}${letter}`, parseStatus(status ?? '') ?? '') ?? '';
  return letters === '' ? undefined : `+${letters}`;
}
