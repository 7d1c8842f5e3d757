/** What a column shows; the order here is the order at first. */
export const COLUMN_IDS = [
  'time',
  'session',
  'tab',
  'method',
  'path',
  'status',
  'route',
  'decision',
  'cause',
  'member',
  'site',
  'tries',
  'ms',
  'size',
  'cookie',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** How wide the list is: what is shown at first, and how wide columns are, depends on it. */
export type ListSize = 'narrow' | 'normal' | 'wide';

interface ColumnSpec {
  readonly label: string;
  /** Pixels at each size; 0: not shown there unless somebody chooses it. */
  readonly widths: Readonly<Record<ListSize, number>>;
  /** When it is chosen where it would not be shown. */
  readonly chosenWidth: number;
  readonly isNumber?: boolean;
}

export const COLUMNS: Readonly<Record<ColumnId, ColumnSpec>> = {
  time: { label: 'Time', widths: { narrow: 84, normal: 84, wide: 92 }, chosenWidth: 84 },
  session: { label: 'Session', widths: { narrow: 144, normal: 160, wide: 240 }, chosenWidth: 144 },
  tab: { label: 'Tab', widths: { narrow: 0, normal: 0, wide: 200 }, chosenWidth: 120 },
  method: { label: 'Method', widths: { narrow: 48, normal: 52, wide: 56 }, chosenWidth: 52 },
  // Takes what is left.
  path: { label: 'Path', widths: { narrow: 120, normal: 120, wide: 120 }, chosenWidth: 120 },
  status: { label: 'Status', widths: { narrow: 38, normal: 40, wide: 44 }, chosenWidth: 40, isNumber: true },
  route: { label: 'Route', widths: { narrow: 50, normal: 52, wide: 52 }, chosenWidth: 52 },
  decision: { label: 'Decision', widths: { narrow: 104, normal: 128, wide: 140 }, chosenWidth: 120 },
  cause: { label: 'Why', widths: { narrow: 0, normal: 0, wide: 0 }, chosenWidth: 200 },
  member: { label: 'Member', widths: { narrow: 0, normal: 0, wide: 0 }, chosenWidth: 130 },
  site: { label: 'Site', widths: { narrow: 0, normal: 0, wide: 0 }, chosenWidth: 90 },
  tries: { label: 'Tries', widths: { narrow: 0, normal: 0, wide: 0 }, chosenWidth: 40, isNumber: true },
  ms: { label: 'ms', widths: { narrow: 40, normal: 44, wide: 60 }, chosenWidth: 44, isNumber: true },
  size: { label: 'Size', widths: { narrow: 0, normal: 0, wide: 64 }, chosenWidth: 60, isNumber: true },
  cookie: { label: 'Cookie set', widths: { narrow: 16, normal: 16, wide: 120 }, chosenWidth: 120 },
};

const LEAST_WIDTH = 24;
const MOST_WIDTH = 800;

/** What somebody has chosen. What is absent is as at first. */
export interface ColumnChoice {
  readonly order: readonly ColumnId[];
  readonly shown: Readonly<Partial<Record<ColumnId, boolean>>>;
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
}

export const FIRST_CHOICE: ColumnChoice = { order: COLUMN_IDS, shown: {}, widths: {} };

/** A column as it stands in the list. */
export interface ShownColumn {
  readonly id: ColumnId;
  readonly widthPx: number;
}

/** The columns that are shown, from left to right. The path always is: without it rows say nothing. */
export function shownColumns(choice: ColumnChoice, size: ListSize): readonly ShownColumn[] {
  return choice.order.flatMap((id) => {
    const { widths, chosenWidth } = COLUMNS[id];
    const isShown = id === 'path' || (choice.shown[id] ?? widths[size] > 0);
    if (!isShown) return [];
    return [{ id, widthPx: choice.widths[id] ?? (widths[size] || chosenWidth) }];
  });
}

/** `grid-template-columns` of header and rows. */
export function gridTemplate(columns: readonly ShownColumn[]): string {
  return columns
    .map(({ id, widthPx }) => (id === 'path' ? `minmax(${widthPx}px, 1fr)` : `${widthPx}px`))
    .join(' ');
}

export function withShown(choice: ColumnChoice, id: ColumnId, shown: boolean): ColumnChoice {
  return { ...choice, shown: { ...choice.shown, [id]: shown } };
}

export function withWidth(choice: ColumnChoice, id: ColumnId, widthPx: number): ColumnChoice {
  const width = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, widthPx)));
  return { ...choice, widths: { ...choice.widths, [id]: width } };
}

/** The column as wide as at first. */
export function withFirstWidth(choice: ColumnChoice, id: ColumnId): ColumnChoice {
  const { [id]: _, ...widths } = choice.widths;
  return { ...choice, widths };
}

/** The column at the place of another one, which moves on. */
export function withMoved(choice: ColumnChoice, id: ColumnId, target: ColumnId): ColumnChoice {
  if (id === target) return choice;
  const from = choice.order.indexOf(id);
  const to = choice.order.indexOf(target);
  const rest = choice.order.filter((one) => one !== id);
  const at = rest.indexOf(target) + (from < to ? 1 : 0);
  return { ...choice, order: [...rest.slice(0, at), id, ...rest.slice(at)] };
}

/** A choice as it was remembered; what is no longer known is dropped, what is new takes its place at the end. */
export function readChoice(text: string | null): ColumnChoice {
  let data: unknown;
  try {
    data = JSON.parse(text ?? '');
  } catch {
    return FIRST_CHOICE;
  }
  if (typeof data !== 'object' || data === null) return FIRST_CHOICE;
  const { order, shown, widths } = data as Readonly<Record<string, unknown>>;
  const known = Array.isArray(order) ? COLUMN_IDS.filter((id) => order.includes(id)) : [];
  const listed = Array.isArray(order)
    ? [...new Set(order.filter((id): id is ColumnId => known.includes(id as ColumnId)))]
    : [];
  let choice: ColumnChoice = {
    order: [...listed, ...COLUMN_IDS.filter((id) => !listed.includes(id))],
    shown: {},
    widths: {},
  };
  for (const id of COLUMN_IDS) {
    const isShown = valueIn(shown, id);
    const width = valueIn(widths, id);
    if (typeof isShown === 'boolean') choice = withShown(choice, id, isShown);
    if (typeof width === 'number' && Number.isFinite(width)) choice = withWidth(choice, id, width);
  }
  return choice;
}

function valueIn(data: unknown, id: ColumnId): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, id)
    ? (data as Readonly<Record<string, unknown>>)[id]
    : undefined;
}
