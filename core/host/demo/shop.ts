import type { IncomingMessage } from 'node:http';
import { CATEGORIES, type Category, DELIVERIES, findProduct } from './catalogue.ts';
import { lampSvg } from './lamps.ts';
import { type BackendIdentity, page } from './layout.ts';
import * as pages from './pages.ts';
import { cartCount, cartLines, type ShopSession, type ShopSessions, totals } from './shop-sessions.ts';

/** What the shop answers, before it is written to a socket. */
export interface ShopAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as the shop sees it: the form's fields are those of a POST. */
export interface ShopRequest {
  readonly method: string;
  readonly url: URL;
  readonly cookie: string | undefined;
  readonly form: URLSearchParams;
}

const NO_STORE = { 'Cache-Control': 'no-store' } as const;

/** Answers one request of the shop. Everything but `/health` and the icon belongs to a session, made when there is none. */
export function answer(request: ShopRequest, sessions: ShopSessions, backend: BackendIdentity): ShopAnswer {
  const path = request.url.pathname;
  if (path === '/health')
    return { status: 200, fields: { 'Content-Type': 'text/plain', ...NO_STORE }, body: 'ok\n' };
  if (path === '/favicon.svg') return icon();
  const { session, setCookie } = sessions.open(request.cookie);
  const reply = request.method === 'POST' ? act(request, session) : show(request, session, backend);
  return setCookie === null ? reply : { ...reply, fields: { ...reply.fields, 'Set-Cookie': setCookie } };
}

function show(request: ShopRequest, session: ShopSession, backend: BackendIdentity): ShopAnswer {
  const path = request.url.pathname;
  if (path === '/api/cart') return cartJson(session, backend);
  const needsSignIn = path === '/cart' || path.startsWith('/checkout/');
  if (needsSignIn && session.user === null) return seeOther(`/login?next=${encodeURIComponent(path)}`);
  const content = contentOf(request, session);
  const category = path.slice(1) in CATEGORIES ? (path.slice(1) as Category) : undefined;
  return {
    status: content === null ? 404 : 200,
    fields: { 'Content-Type': 'text/html; charset=utf-8', ...NO_STORE },
    body: page({
      ...(content ?? pages.missingPage(path)),
      session,
      backend,
      ...(category === undefined ? {} : { category }),
    }),
  };
}

function contentOf(request: ShopRequest, session: ShopSession): pages.PageContent | null {
  const path = request.url.pathname;
  const product = /^\/product\/([\w-]+)$/.exec(path)?.[1];
  if (product !== undefined) {
    const found = findProduct(product);
    return found === undefined ? null : pages.productPage(found);
  }
  switch (path) {
    case '/':
      return pages.shelfPage(null);
    case '/desk':
    case '/pendant':
    case '/floor':
      return pages.shelfPage(path.slice(1) as Category);
    case '/cart':
      return pages.cartPage(session);
    case '/login':
      return pages.loginPage(safeNext(request.url.searchParams.get('next')), session.user ?? '', false);
    case '/checkout/delivery':
      return session.cart.size === 0 ? pages.cartPage(session) : pages.deliveryPage(session);
    case '/checkout/payment':
      return session.cart.size === 0 ? pages.cartPage(session) : pages.paymentPage(session);
    case '/checkout/done':
      return pages.donePage((request.url.searchParams.get('order') ?? '').slice(0, 20));
    default:
      return null;
  }
}

function act(request: ShopRequest, session: ShopSession): ShopAnswer {
  const path = request.url.pathname;
  const field = (name: string) => request.form.get(name) ?? '';
  const product = findProduct(field('sku'));
  switch (path) {
    case '/cart/add':
      if (product === undefined) return text(422, 'no such lamp\n');
      session.cart.set(product.sku, Math.min(99, (session.cart.get(product.sku) ?? 0) + 1));
      session.flash = `${product.name} is in your cart.`;
      return seeOther(`/product/${product.sku}`);
    case '/cart/remove':
      session.cart.delete(field('sku'));
      return seeOther('/cart');
    case '/login': {
      const user = field('user').trim().slice(0, 40);
      const next = safeNext(field('next'));
      if (user === '') return seeOther(`/login?next=${encodeURIComponent(next)}`);
      session.user = user;
      return seeOther(next);
    }
    case '/logout':
      session.user = null;
      return seeOther('/');
    default:
      return path.startsWith('/checkout/')
        ? checkOut(path, session, field('delivery'))
        : text(404, 'not here\n');
  }
}

function checkOut(path: string, session: ShopSession, chosen: string): ShopAnswer {
  if (session.user === null) return seeOther(`/login?next=${encodeURIComponent('/checkout/delivery')}`);
  if (path === '/checkout/delivery') {
    const delivery = DELIVERIES.find(({ id }) => id === chosen);
    if (delivery === undefined) return text(422, 'choose a delivery\n');
    session.delivery = delivery.id;
    return seeOther('/checkout/payment');
  }
  if (path !== '/checkout/payment') return text(404, 'not here\n');
  if (session.cart.size === 0) return seeOther('/cart');
  const order = `HL-${session.id.slice(0, 6).toUpperCase()}`;
  session.cart.clear();
  return seeOther(`/checkout/done?order=${encodeURIComponent(order)}`);
}

/** A place of this shop to go on to; anything else would send people to somebody else's site. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\w/?=&.-]*$/.test(next) ? next : '/';
}

function cartJson(session: ShopSession, backend: BackendIdentity): ShopAnswer {
  const body = {
    user: session.user,
    count: cartCount(session),
    items: cartLines(session).map(({ product, quantity }) => ({
      sku: product.sku,
      name: product.name,
      quantity,
    })),
    totalCents: totals(session).totalCents,
    servedBy: { port: backend.port, pid: backend.pid },
  };
  return {
    status: 200,
    fields: { 'Content-Type': 'application/json', ...NO_STORE },
    body: `${JSON.stringify(body)}\n`,
  };
}

function icon(): ShopAnswer {
  const body = lampSvg('dome').replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return { status: 200, fields: { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'max-age=3600' }, body };
}

function seeOther(location: string): ShopAnswer {
  return { status: 303, fields: { Location: location, ...NO_STORE }, body: '' };
}

function text(status: number, body: string): ShopAnswer {
  return { status, fields: { 'Content-Type': 'text/plain', ...NO_STORE }, body };
}

/** The request with its form, or null when its body is larger than any form of ours. */
export async function readShopRequest(request: IncomingMessage): Promise<ShopRequest | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > 64 * 1024) return null; // the largest form has two short fields
    chunks.push(chunk);
  }
  return {
    method: request.method ?? 'GET',
    // The host is never used: only path and query are.
    url: new URL(`http://shop${request.url?.startsWith('/') === true ? request.url : '/'}`),
    cookie: request.headers.cookie,
    form: new URLSearchParams(Buffer.concat(chunks).toString()),
  };
}
