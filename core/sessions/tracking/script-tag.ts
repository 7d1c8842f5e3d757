import { JAR_COOKIE, TAB_PROTOCOL } from './names.ts';
import { PAGE_SCRIPT } from './page-script.generated.ts';
import type { ScriptForm } from './policies.ts';

/** How a page keeps in touch: a socket for its life, a short one per change, or beacons only (page-script.js). */
export type LinkKind = 'held' | 'short' | 'beacons';

const HOW: Readonly<Record<LinkKind, string>> = { held: '0', short: '1', beacons: '2' };
/** The key in sessionStorage under which a tab keeps its id. */
const STORAGE_KEY = '_tabid';
const ASKED = /^([012])([\w-]{16})$/;

/** The script for one document. All that varies has the same length, so that the length of a page is known beforehand. */
export function pageScript(kind: LinkKind, documentId: string, path: string): string {
  const values: Readonly<Record<string, string>> = {
    HOW: HOW[kind],
    DOC: documentId,
    PATH: path,
    PROTOCOL: TAB_PROTOCOL,
    KEY: STORAGE_KEY,
  };
  return PAGE_SCRIPT.replace(/\b(?:HOW|DOC|PATH|PROTOCOL|KEY)\b/g, (name) => values[name] as string);
}

/** The tag that is inserted. */
export function scriptTag(form: ScriptForm, kind: LinkKind, documentId: string, path: string): string {
  const nonce = form.nonce === null ? '' : ` nonce="${form.nonce}"`;
  if (form.where === 'external') return `<script${nonce} src="${path}?${HOW[kind]}${documentId}"></script>`;
  return `<script${nonce}>${pageScript(kind, documentId, path)}</script>`;
}

/** The script that an external tag asks for by its query; null for anything else. */
export function askedScript(query: string, path: string): string | null {
  const match = ASKED.exec(query);
  if (match === null) return null;
  const kind = (Object.keys(HOW) as LinkKind[]).find((one) => HOW[one] === match[1]);
  return kind === undefined ? null : pageScript(kind, match[2] as string, path);
}

/** What of an answer's head is ours and is not recorded (DESIGN.md §8). */
export function withoutOwnLines(head: string): string {
  const line = `\r\nSet-Cookie: ${JAR_COOKIE}=`;
  const at = head.indexOf(line);
  return at < 0 ? head : head.slice(0, at) + head.slice(head.indexOf('\r\n', at + 2));
}
