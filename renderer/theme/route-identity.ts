/** How a route looks everywhere: a letter on a hue, so that neither is needed alone (STYLE.md §9.9). */
export interface RouteIdentity {
  /** `A` to `Z`, then `AA`; unique among the members of a run. */
  readonly letter: string;
  /** One of the eight tested hues, 1 to 8; 0 has no hue. */
  readonly slot: number;
  /** From the ninth route on hues repeat, drawn as an outline; the letter stays unique. */
  readonly outlined: boolean;
}

/** Place in the order of the configuration, by `routeKey`. */
export type RouteOrder = ReadonlyMap<string, number>;

export const SLOT_COUNT = 8;

/** The key of a member's hue: its route, so that members sharing one look alike; its URL when it has none. */
export function routeKey(balancer: string, route: string, memberUrl: string): string {
  return route === '' ? `${balancer.toLowerCase()}\u0000url\u0000${memberUrl}` : pinKey(balancer, route);
}

/** The key of a pin's hue: a pin always names a route. */
export function pinKey(balancer: string, route: string): string {
  return `${balancer.toLowerCase()}\u0000route\u0000${route}`;
}

/** Looks given out so far, so that one route is one object and memoised rows stay as they are. */
const identities: RouteIdentity[] = [];
const strays: readonly RouteIdentity[] = Array.from({ length: SLOT_COUNT }, (_, index) => ({
  letter: '?',
  slot: index + 1,
  outlined: true,
}));

/** The look of the `index`-th route, counted from 0 in configured order. */
export function identityAt(index: number): RouteIdentity {
  const known = identities[index];
  if (known !== undefined) return known;
  const identity = {
    letter: letterAt(index),
    slot: (index % SLOT_COUNT) + 1,
    outlined: index >= SLOT_COUNT,
  };
  identities[index] = identity;
  return identity;
}

/**
 * The look of a route. One that no member of this run had gets `?` and a hue by its text, outlined, so that the
 * same stray route looks alike everywhere and never like a member.
 */
export function identityOf(order: RouteOrder, key: string): RouteIdentity {
  const index = order.get(key);
  if (index !== undefined) return identityAt(index);
  return strays[hash(key) % SLOT_COUNT] ?? identityAt(0);
}

/**
 * `order` with the keys of the members as they are configured now. Known keys keep their place for life, also while
 * their member is gone, so that an undo brings the same colour back; new ones take the next place.
 */
export function extendOrder(order: RouteOrder, keys: Iterable<string>): RouteOrder {
  let next: Map<string, number> | null = null;
  for (const key of keys) {
    if ((next ?? order).has(key)) continue;
    next ??= new Map(order);
    next.set(key, next.size);
  }
  return next ?? order;
}

function letterAt(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterAt(Math.floor(index / 26) - 1) + last;
}

/** FNV-1a, 32 bits: spreads short texts well and is the same in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
