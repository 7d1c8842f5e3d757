import { type ImportedProject, type Project, parseProject } from '../../../contract/index.ts';
import { assignCookies } from './assign-cookies.ts';
import { buildBalancers, spreadTimeouts } from './build-balancers.ts';
import { SiteBuilder } from './build-sites.ts';
import { noteDanglingBalancers, type ProjectParts } from './dangling.ts';
import type { IncludeReader } from './include.ts';
import { Interpreter } from './interpreter.ts';
import { Notebook } from './notebook.ts';
import { Paths } from './paths.ts';
import { ConfigurationReader } from './reader.ts';
import { ResolvedBalancers } from './resolve-balancers.ts';
import { siteAddresses } from './site-addresses.ts';

/** What is imported: a text, the name that notes call it by, and how its Include lines are read (null: they aren't). */
export interface ImportSource {
  readonly text: string;
  readonly fileName: string;
  readonly includes: IncludeReader | null;
}

/**
 * The project that behaves as an Apache configuration, 2.4 or 2.2, as far as a project can say it. Values are read as
 * Apache reads them. Never fails: what can't be read or held is a note with file, line and text; what is not so much as
 * a project with nothing in it can't come out.
 */
export function importApache(source: ImportSource): ImportedProject {
  const notebook = new Notebook();
  const paths = new Paths();
  const tree = new ConfigurationReader(notebook, source.includes).read(source.fileName, source.text);
  const interpreter = new Interpreter(notebook, paths);
  interpreter.walk(tree);
  const { main, hosts, listens, rewrites } = interpreter;
  const balancers = new ResolvedBalancers(notebook, main, hosts);
  assignCookies(main, hosts, balancers, notebook, paths);
  spreadTimeouts(main, hosts, balancers, notebook, paths);
  const addresses = siteAddresses(main, hosts, listens, notebook);
  const built = new SiteBuilder(main, balancers, notebook, paths).build(addresses);
  const parts: ProjectParts = {
    balancers: buildBalancers(balancers.list, notebook, paths),
    sites: built.map(({ site }) => site),
  };
  noteDanglingBalancers([main, ...hosts], balancers, notebook, paths, () => parts);
  rewrites.offer(built);
  interpreter.noteLeftOvers(tree);
  return {
    project: projectOf(source.fileName, parts),
    notes: notebook.notes(),
    understood: notebook.lines(),
  };
}

function projectOf(fileName: string, parts: ProjectParts): Project {
  const stem = (fileName.split(/[\\/]/).at(-1) ?? '').replace(/\.[a-z]+$/i, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no project holds any
  const name = stem.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 60) || 'imported';
  const parsed = parseProject({ version: 1, name, balancers: parts.balancers, sites: parts.sites });
  if (parsed.ok) return parsed.value;
  throw new Error(`an import made a project that is none: ${JSON.stringify(parsed.error)}`);
}
