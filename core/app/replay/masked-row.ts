import type { ExchangeDetail, ReplayDifference, ReplayRow } from '../../contract/index.ts';
import type { maskingOf } from '../../formats/index.ts';

/** A row as it may be shown to whoever looks over a shoulder: ids in URLs, fields and bodies masked (DESIGN.md §8). */
export function maskedRow(row: ReplayRow, detail: ExchangeDetail, maskOf: typeof maskingOf): ReplayRow {
  const mask = maskOf(detail);
  const masked = ({ where, name }: ReplayDifference, text: string | null): string | null => {
    if (text === null) return null;
    if (where === 'field') return mask.line(mask.field(name, text));
    return where === 'body' ? mask.line(text) : text;
  };
  return {
    ...row,
    url: mask.url(row.url),
    differences: row.differences.map((one) => ({
      ...one,
      own: masked(one, one.own),
      other: masked(one, one.other),
    })),
  };
}
