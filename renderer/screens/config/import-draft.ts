import {
  applyMend,
  type ImportedProject,
  type ImportNote,
  type LintSeverity,
  type Project,
  parseListen,
} from '../../../core/contract/index.ts';
import { plural } from '../../format/numbers.ts';

/** What the window takes at once; the core takes no more (`config.import`). */
export const MOST_CHARACTERS = 1024 * 1024;

/** The imported project with the chosen mends, in the order of their notes. A mend that no longer fits is left out. */
export function draftOf(
  imported: ImportedProject,
  chosen: ReadonlySet<ImportNote>,
): { readonly project: Project; readonly unfit: ReadonlySet<ImportNote> } {
  let { project } = imported;
  const unfit = new Set<ImportNote>();
  for (const note of imported.notes) {
    if (note.mend === undefined || !chosen.has(note)) continue;
    const mended = applyMend(project, note.mend);
    if (mended.ok) project = mended.value;
    else unfit.add(note);
  }
  return { project, unfit };
}

/** Addresses of sites that other machines could reach. */
export function wideListens(project: Project): readonly string[] {
  return [...new Set(project.sites.map(({ listen }) => listen).filter((listen) => !isLoopback(listen)))];
}

/** The same project, on this machine alone: every wide listen is at 127.0.0.1, its port kept. */
export function onThisMachine(project: Project): Project {
  return {
    ...project,
    sites: project.sites.map((site) => {
      if (isLoopback(site.listen)) return site;
      return { ...site, listen: `127.0.0.1:${parseListen(site.listen)?.port ?? 8080}` };
    }),
  };
}

function isLoopback(listen: string): boolean {
  const host = parseListen(listen)?.host ?? '';
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What was found, in words: `2 balancers, 4 members, 1 site`. */
export function foundWords({ balancers, sites }: Project): string {
  const members = balancers.reduce((sum, balancer) => sum + balancer.members.length, 0);
  return [plural(balancers.length, 'balancer'), plural(members, 'member'), plural(sites.length, 'site')].join(
    ', ',
  );
}

/** Lines of the text that notes are about, with the worst kind of note at each. */
export function notedLines(notes: readonly ImportNote[]): ReadonlyMap<number, readonly ImportNote[]> {
  const byLine = new Map<number, ImportNote[]>();
  for (const note of notes) {
    const there = byLine.get(note.line);
    if (there === undefined) byLine.set(note.line, [note]);
    else there.push(note);
  }
  return byLine;
}

/** What a note weighs, in the words of the lints: it is told on the same screen as they are. */
export function severityOf(note: ImportNote): LintSeverity {
  return isTrouble(note) ? 'warning' : 'hint';
}

/** Whether a note is about something that gets lost or goes wrong; the others are only told. */
export function isTrouble({ kind, mend }: ImportNote): boolean {
  return mend !== undefined || kind === 'unknown' || kind === 'left-out' || kind === 'refused';
}
