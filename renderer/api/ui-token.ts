const STORAGE_KEY = 'routepin-token';

interface TokenPlace {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * The token of this page: from the address's fragment, else as kept since. The fragment is removed from the address
 * bar, so that neither a copied link nor the history holds it (DESIGN.md §8). Empty when there is none.
 */
export function takeToken(place: TokenPlace): string {
  const inAddress = /(?:^#|&)token=([^&]+)/.exec(place.location.hash)?.[1];
  if (inAddress === undefined) return place.sessionStorage.getItem(STORAGE_KEY) ?? '';
  const token = decodeURIComponent(inAddress);
  place.sessionStorage.setItem(STORAGE_KEY, token);
  place.history.replaceState(null, '', place.location.pathname + place.location.search);
  return token;
}
