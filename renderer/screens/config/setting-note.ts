/** A note of an export cut into the JSON path of its setting and what is said of it. */
export function setting(note: string): { readonly path: string; readonly message: string } {
  const at = note.indexOf(': ');
  return at < 0 ? { path: '$', message: note } : { path: note.slice(0, at), message: note.slice(at + 2) };
}
