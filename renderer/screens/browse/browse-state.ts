import type { AppState, AppStore } from '../../store/app-store.ts';

/** How many pages can stand side by side. */
export const PAGE_COUNTS = [1, 2, 3, 4, 6] as const;
export type PageCount = (typeof PAGE_COUNTS)[number];

/** What the Browse screen remembers while another screen is shown. */
export interface BrowseState {
  /** null: as many as there are users. */
  readonly count: PageCount | null;
  /** Whether an address typed for one user is opened by all that are shown. */
  readonly together: boolean;
  readonly focusedUserId: string | null;
  /** Losses whose banner was closed, by exchange id. */
  readonly closedLosses: readonly number[];
  /** Counted up to ask the focused user's address field for the focus. */
  readonly addressFocusCount: number;
}

const KEY = 'browse';
const INITIAL: BrowseState = {
  count: null,
  together: false,
  focusedUserId: null,
  closedLosses: [],
  addressFocusCount: 0,
};

/** What the screen remembers. */
export function selectBrowse(state: AppState): BrowseState {
  return (state.ui.perScreen[KEY] as BrowseState | undefined) ?? INITIAL;
}

/** Changes what the screen remembers. */
export function setBrowse(store: AppStore, patch: Partial<BrowseState>): void {
  store.setUi(({ perScreen }) => ({
    perScreen: { ...perScreen, [KEY]: { ...selectBrowse(store.getState()), ...patch } },
  }));
}

/** The number of places: what was chosen, or the smallest that shows everybody. */
export function placesFor(chosen: PageCount | null, users: number): PageCount {
  return chosen ?? PAGE_COUNTS.find((count) => count >= users) ?? 6;
}

/**
 * Who is shown, in the order of opening. Whoever has the focus always is: in the last place when there are more
 * users than places.
 */
export function shownUsers<User extends { readonly userId: string }>(
  users: readonly User[],
  places: number,
  focusedUserId: string | null,
): readonly User[] {
  const first = users.slice(0, places);
  const focused = users.find(({ userId }) => userId === focusedUserId);
  if (focused === undefined || first.includes(focused)) return first;
  return [...first.slice(0, places - 1), focused];
}

/** Columns of the grid; a page narrower than `NARROWEST` shows the phone layout of what it shows. */
export function columnsFor(places: PageCount, width: number): number {
  if (places <= 3) return places;
  return width / places >= NARROWEST ? places : places / 2;
}

const NARROWEST = 480;

/** How many of `places` a window `width` pixels wide shows: a small one, or one at 200 % zoom, shows one page. */
export function placesWithin(places: PageCount, width: number): PageCount {
  return width < SMALL ? 1 : places;
}

/** Two pages side by side are a word wide each below this. */
const SMALL = 640;
