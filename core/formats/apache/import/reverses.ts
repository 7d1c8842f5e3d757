import { parseMemberUrl, reverseOf, workerName } from '../../../contract/index.ts';
import type { MappingDraft, ReverseDraft } from './draft.ts';
import type { Notebook } from './notebook.ts';

/**
 * Whether a site's answers are mended (ProxyPassReverse), from the lines that stand for it: a project does it for each
 * ProxyPass or for none (APACHE.md §6.7). `undefined` when there is nothing to mend.
 */
export function readReverses(
  mappings: readonly MappingDraft[],
  reverses: readonly ReverseDraft[],
  membersOf: (balancer: string) => readonly string[],
  notebook: Notebook,
): boolean | undefined {
  const proxied = mappings.filter(({ url }) => url !== '!');
  if (proxied.length === 0) return undefined;
  if (reverses.length === 0) return false;
  const met = new Set<MappingDraft>();
  for (const reverse of reverses) {
    const matching = proxied.filter((mapping) => isUndone(mapping, reverse, membersOf));
    for (const mapping of matching) met.add(mapping);
    if (matching.length === 0) {
      notebook.note(
        reverse.place,
        'read-as',
        'it undoes no ProxyPass of the site: here each ProxyPass is undone, and nothing else',
      );
      continue;
    }
    notebook.understood(reverse.place);
    if (doublesSlash(reverse)) {
      notebook.note(
        reverse.place,
        'read-as',
        `with this form Apache turns a redirect to a member's /foo into ${reverse.path}/foo; here it becomes ${reverse.path}foo`,
      );
    }
  }
  for (const mapping of proxied) {
    if (met.has(mapping)) continue;
    notebook.note(
      mapping.place,
      'read-as',
      'no ProxyPassReverse stands for it: here each ProxyPass of a site is undone, or none',
    );
  }
  return true;
}

/** Whether a reverse is the mapping turned round, written for the balancer or for one of its members. */
function isUndone(
  mapping: MappingDraft,
  reverse: ReverseDraft,
  membersOf: (balancer: string) => readonly string[],
): boolean {
  const own = reverseOf(mapping.path, mapping.url);
  if (withoutSlash(own.path) !== withoutSlash(reverse.path)) return false;
  if (sameUrl(own.url, reverse.url)) return true;
  if (mapping.balancer === null) return false;
  const behind = own.url.replace(/^balancer:\/\/[^/]*/i, '');
  return membersOf(mapping.balancer).some((url) => sameUrl(`${withoutSlash(url)}${behind}`, reverse.url));
}

function doublesSlash({ path, url }: ReverseDraft): boolean {
  return path !== '/' && path.endsWith('/') && /^balancer:\/\/[^/]+\/?$/i.test(url);
}

function sameUrl(a: string, b: string): boolean {
  return nameOf(a) === nameOf(b);
}

/** Names and default ports aside, two spellings of one URL. */
function nameOf(url: string): string {
  const target = parseMemberUrl(url);
  if (target !== undefined) return withoutSlash(workerName(target));
  return withoutSlash(url.replace(/^balancer:\/\/[^/]*/i, (name) => name.toLowerCase()));
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}
