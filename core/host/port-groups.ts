import type { ListeningPort } from '../contract/index.ts';

/** Copies of one application take ports close to each other; the rest of a run is a coincidence. */
const WIDEST_GAP = 10;

/**
 * The ports with look-alikes tagged alike (`a`, `b` …): they answer HTTP, their processes were started the same way
 * but for numbers, their titles and session cookies agree but for numbers, and their ports lie close together.
 */
export function tagLookAlikes(ports: readonly ListeningPort[]): readonly ListeningPort[] {
  const runs = new Map<string, ListeningPort[][]>();
  for (const port of [...ports].sort((a, b) => a.port - b.port)) {
    if (port.answer === null || port.ours) continue;
    const shape = [port.command ?? port.process, port.answer.title, port.answer.sessionCookie]
      .map((text) => (text ?? '').replace(/\d+/g, '#'))
      .join('\n');
    const known = runs.get(shape) ?? [];
    const last = known.at(-1);
    if (last !== undefined && port.port - (last.at(-1)?.port ?? 0) <= WIDEST_GAP) last.push(port);
    else known.push([port]);
    runs.set(shape, known);
  }
  const groups = [...runs.values()].flat().filter((run) => run.length > 1);
  groups.sort((a, b) => (a[0]?.port ?? 0) - (b[0]?.port ?? 0));
  const tags = new Map(groups.flatMap((run, index) => run.map((port) => [port.port, tagOf(index)] as const)));
  return ports.map((port) => ({ ...port, group: tags.get(port.port) ?? null }));
}

/** a … z, then a1 … z1 and so on. */
function tagOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
