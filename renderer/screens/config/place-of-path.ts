import type { Problem } from '../../../core/contract/index.ts';

/** Where in the text of a project file a problem is: by line and column, else by walking down its JSON path. */
export function placeOfPath(text: string, problem: Pick<Problem, 'path' | 'line' | 'column'>): number {
  if (problem.line !== undefined) {
    const before = text.split('\n').slice(0, problem.line - 1);
    const start = before.reduce((sum, line) => sum + line.length + 1, 0);
    return Math.min(text.length, start + (problem.column ?? 1) - 1);
  }
  let place = 0;
  for (const [, key, quoted, index] of problem.path.matchAll(
    /\.([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/g,
  )) {
    const next =
      index === undefined ? keyAt(text, place, key ?? quoted ?? '') : itemAt(text, place, Number(index));
    if (next < 0) return place;
    place = next;
  }
  return place;
}

/** The offset of a key's name inside the object or list that begins at or after `from`. */
function keyAt(text: string, from: number, key: string): number {
  return walk(text, from, (depth, token, end) => {
    if (depth !== 1 || token !== JSON.stringify(key)) return false;
    return /^\s*:/.test(text.slice(end, end + 8));
  });
}

function itemAt(text: string, from: number, index: number): number {
  let seen = -1;
  let isNext = false;
  return walk(text, from, (depth, token) => {
    if (token === '[' && depth === 1 && seen < 0) {
      seen = 0;
      isNext = true;
      return false;
    }
    if (isNext && token !== ']') {
      isNext = false;
      if (seen === index) return true;
    }
    if (token === ',' && depth === 1) {
      seen += 1;
      isNext = true;
    }
    return false;
  });
}

/** Walks the JSON tokens from the first bracket at or after `from`; gives the place of the first that `stop` takes. */
function walk(
  text: string,
  from: number,
  stop: (depth: number, token: string, end: number) => boolean,
): number {
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
  tokens.lastIndex = Math.max(0, from);
  let depth = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    const isOpening = token === '{' || token === '[';
    if (isOpening) depth += 1;
    const at = isOpening && depth > 1 ? depth - 1 : depth;
    if (depth > 0 && stop(at, token, tokens.lastIndex)) return match.index;
    if (token === '}' || token === ']') {
      depth -= 1;
      if (depth === 0) return -1;
    }
  }
  return -1;
}
