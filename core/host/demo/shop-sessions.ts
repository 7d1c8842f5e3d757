import { randomBytes } from 'node:crypto';
import { DELIVERIES, type DeliveryId, findProduct, type Product } from './catalogue.ts';

export const SESSION_COOKIE = 'shop_session';

/** What one visitor has done here. It lives in this backend's memory and nowhere else, which is the point. */
export interface ShopSession {
  readonly id: string;
  readonly cart: Map<string, number>;
  user: string | null;
  delivery: DeliveryId;
  /** Said once on the next page. */
  flash: string | null;
}

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** Beyond this the session that was made first is forgotten: a load test without cookies makes one per request. */
const MOST_SESSIONS = 10_000;

/** The sessions of one backend. Restarting the backend makes a new, empty store. */
export class ShopSessions {
  readonly #sessions = new Map<string, ShopSession>();

  /** The session that the Cookie field names here, or a new one with the Set-Cookie value that replaces it. */
  open(cookieHeader: string | undefined): {
    readonly session: ShopSession;
    readonly setCookie: string | null;
  } {
    const known = this.find(cookieHeader);
    if (known !== undefined) return { session: known, setCookie: null };
    const session: ShopSession = {
      id: randomBytes(9).toString('base64url'),
      cart: new Map(),
      user: null,
      delivery: 'standard',
      flash: null,
    };
    this.#sessions.set(session.id, session);
    if (this.#sessions.size > MOST_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    return { session, setCookie: `${SESSION_COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax` };
  }

  /** The session that the Cookie field names, when this backend knows it. */
  find(cookieHeader: string | undefined): ShopSession | undefined {
    for (const pair of (cookieHeader ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name !== SESSION_COOKIE || value === undefined) continue;
      const session = this.#sessions.get(value);
      if (session !== undefined) return session;
    }
    return undefined;
  }
}

export function cartLines(session: ShopSession): readonly CartLine[] {
  return [...session.cart].flatMap(([sku, quantity]) => {
    const product = findProduct(sku);
    return product === undefined ? [] : [{ product, quantity }];
  });
}

export function cartCount(session: ShopSession): number {
  return cartLines(session).reduce((sum, line) => sum + line.quantity, 0);
}

/** Goods, delivery and both together, in cents. An empty cart costs nothing to deliver. */
export function totals(session: ShopSession): {
  readonly goodsCents: number;
  readonly deliveryCents: number;
  readonly totalCents: number;
} {
  const goodsCents = cartLines(session).reduce(
    (sum, line) => sum + line.product.priceCents * line.quantity,
    0,
  );
  const delivery = DELIVERIES.find(({ id }) => id === session.delivery);
  const deliveryCents = goodsCents === 0 ? 0 : (delivery?.priceCents ?? 0);
  return { goodsCents, deliveryCents, totalCents: goodsCents + deliveryCents };
}
