import type { ImportedProject } from '../../../contract/index.ts';
import type { ImportSource } from '../../apache/import/index.ts';
import { Notebook } from '../../apache/import/notebook.ts';
import { finish, type SiteDraft } from '../../peers/import/draft.ts';
import { type BackendDraft, readBackend } from './backend.ts';
import { readFrontend } from './frontend.ts';
import { type Section, sectionsOf } from './sections.ts';

/**
 * The project that behaves as an HAProxy configuration (2.6 and later, also older ones), as far as a project can say it.
 * Never fails: each line is understood, noted, or both.
 */
export function importHaproxy(source: ImportSource): ImportedProject {
  const notebook = new Notebook();
  const sections = sectionsOf(source.fileName, source.text, notebook);
  const backends = new Map<string, BackendDraft>();
  for (const section of sections) {
    if (section.kind === 'backend' || section.kind === 'listen')
      backends.set(section.name, readBackend(section, notebook));
  }
  const sites: SiteDraft[] = [];
  for (const section of sections) {
    if (section.kind === 'frontend' || section.kind === 'listen')
      sites.push(...readFrontend(section, backends, notebook));
  }
  for (const section of sections) noteRest(section, notebook);
  // A plain target of our own exports, and a section that only refuses, is no balancer.
  const balancers = [...backends].flatMap(([name, { balancer }]) =>
    balancer.members.length === 0 || (/^target_\d+$/.test(name) && balancer.members.length === 1)
      ? []
      : [balancer],
  );
  return finish(source.fileName, notebook, balancers, sites);
}

/** What no part of the import has looked at. */
function noteRest(section: Section, notebook: Notebook): void {
  const isElsewhere = section.kind === 'global' || section.kind === 'other';
  if (isElsewhere)
    notebook.note(section.head, 'unrelated', 'a section without a bearing on who gets a request');
  else if (!notebook.isAccounted(section.head)) notebook.understood(section.head);
  for (const line of section.lines) {
    if (notebook.isAccounted(line)) continue;
    if (isElsewhere || section.kind === 'defaults')
      notebook.note(line, 'unrelated', 'has no bearing on who gets a request');
    else notebook.note(line, 'unknown', 'not understood');
  }
}
