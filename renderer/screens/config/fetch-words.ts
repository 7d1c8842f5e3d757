interface FieldProblem {
  readonly message: string;
  readonly hint: string;
}

/** What the core would refuse in a field of the fetch form (`site.fetch`); null when nothing. */
export function fetchProblem(field: 'path' | 'cookie', text: string): FieldProblem | null {
  if (field === 'path') {
    if (!text.startsWith('/')) return { message: 'A path begins with a slash', hint: 'Such as /cart?id=1.' };
    if (!/^[\x21-\x7e]*$/.test(text)) {
      return { message: 'Spaces and letters beyond ASCII are sent escaped', hint: 'Write %20 for a space.' };
    }
    return text.length <= 8000
      ? null
      : { message: 'Longer than 8000 characters', hint: 'Servers refuse that.' };
  }
  return /^[\x20-\x7e\u0080-\uffff]*$/.test(text)
    ? null
    : { message: 'A Cookie field holds no control characters', hint: 'Take out line breaks and tabs.' };
}

/** A line of a head as name (with its colon) and the rest; no name: the first line of a request or an answer. */
export function headLine(line: string): { readonly name: string | null; readonly rest: string } {
  const match = /^([!#$%&'*+.^_`|~\w-]+:)(.*)$/.exec(line);
  return match === null ? { name: null, rest: line } : { name: match[1] ?? '', rest: match[2] ?? '' };
}
