import {
  type Project,
  type ProjectSettings,
  parseProject,
  resolveProject,
} from '../../core/contract/index.ts';
import { importConfiguration, renderExport } from '../../core/formats/index.ts';

/** How many random projects a round trip is tried with: 200, or what ROUTEPIN_ROUND_TRIPS says (test/README.md). */
export const ROUND_TRIPS = Number(process.env.ROUTEPIN_ROUND_TRIPS ?? 200);

/** A project, its export, what was left out of that, and what comes back of it. */
export interface RoundTrip {
  readonly text: string;
  /** The project without what the export said it left out. */
  readonly expected: Project;
  readonly imported: ReturnType<typeof importConfiguration>;
  /** The export of what came back. */
  readonly again: string;
}

export function roundTrip(project: Project, format: 'apache' | 'apache22' = 'apache'): RoundTrip {
  const rendered = renderExport(project, format, { comments: false });
  const imported = importConfiguration('apache', { text: rendered.text, fileName: 'x.conf', includes: null });
  return {
    text: rendered.text,
    expected: without(project, rendered.warnings),
    imported,
    again: renderExport(imported.project, format, { comments: false }).text,
  };
}

/** Directives of a text: no comments (what was left out), no blank lines. */
export function directivesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** What a project does, whatever it is written like: defaults filled in, no display names. */
export function meaningOf(project: Project): ProjectSettings {
  const settings = resolveProject(project);
  return {
    name: '',
    balancers: settings.balancers,
    sites: settings.sites.map((site) => ({
      ...site,
      name: '',
      // Where nothing is proxied there is nothing to undo, and no text could say which of the two is meant.
      proxyPassReverse: site.mappings.every(({ kind }) => kind === 'exclude') || site.proxyPassReverse,
    })),
  };
}

/** The project without what its export left out: each warning names a JSON path. */
function without(project: Project, warnings: readonly string[]): Project {
  const copy = structuredClone(project);
  // From the back, so that indices of what is still to go stay right.
  for (const warning of [...warnings].sort(byIndex).reverse()) remove(copy, warning.split(': ')[0] ?? '');
  const parsed = parseProject(copy);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function byIndex(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function remove(project: Project, path: string): void {
  const steps = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  const last = steps.at(-1);
  // A member without its URL, a balancer without its name, a site without its address are gone altogether.
  const whole = ['url', 'name', 'listen'].includes(String(last)) ? steps.slice(0, -1) : steps;
  const key = whole.at(-1);
  let owner: unknown = project;
  for (const step of whole.slice(0, -1))
    owner = (owner as Record<string | number, unknown> | undefined)?.[step];
  if (owner === undefined || key === undefined) return;
  if (Array.isArray(owner) && typeof key === 'number') owner.splice(key, 1);
  else delete (owner as Record<string | number, unknown>)[key];
}
