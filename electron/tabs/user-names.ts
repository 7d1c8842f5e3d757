/** Names for users, in the order in which they come: short, known to many languages, one per letter. */
const NAMES = (
  'anna ben carla dora emil fay gus hana ivo jana karl lena milo nora otto pia quin rosa sven tara ugo vera wim ' +
  'xena yuri zoe'
).split(' ');

export interface NamedUser {
  readonly name: string;
  readonly initials: string;
}

/** The next free name; after the alphabet, `anna 2` and so on. */
export function nextName(taken: readonly NamedUser[]): string {
  const used = new Set(taken.map(({ name }) => name.toLowerCase()));
  for (let round = 1; ; round++) {
    const free = NAMES.map((name) => (round === 1 ? name : `${name} ${round}`)).find(
      (name) => !used.has(name),
    );
    if (free !== undefined) return free;
  }
}

/** `name`, or `name 2`, `name 3` … when another user has it: names are how people tell users apart. */
export function uniqueName(name: string, taken: readonly NamedUser[]): string {
  const used = new Set(taken.map((user) => user.name.toLowerCase()));
  if (!used.has(name.toLowerCase())) return name;
  for (let number = 2; ; number++) {
    const numbered = `${name} ${number}`;
    if (!used.has(numbered.toLowerCase())) return numbered;
  }
}

/** Two characters that no other user's avatar shows: `An`; for a second anna `An` is taken, so `A2`. */
export function initialsFor(name: string, taken: readonly NamedUser[]): string {
  const used = new Set(taken.map(({ initials }) => initials.toLowerCase()));
  const letters = [...name].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  const first = (letters[0] ?? 'u').toUpperCase();
  const seconds = [...letters.slice(1).map((letter) => letter.toLowerCase()), ...'23456789'];
  const free = seconds.find((second) => !used.has(`${first}${second}`.toLowerCase()));
  if (free !== undefined) return `${first}${free}`;
  for (let number = 10; ; number++) {
    if (!used.has(String(number))) return String(number);
  }
}
