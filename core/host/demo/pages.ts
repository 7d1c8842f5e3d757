import { CATEGORIES, type Category, DELIVERIES, PRODUCTS, type Product, price } from './catalogue.ts';
import { type Html, html, raw } from './html.ts';
import { lampSvg } from './lamps.ts';
import { type CartLine, cartLines, type ShopSession, totals } from './shop-sessions.ts';

/** A page's title and what stands between header and footer. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
}

export function shelfPage(category: Category | null): PageContent {
  const shown = PRODUCTS.filter((product) => category === null || product.category === category);
  const title = category === null ? 'Lamps for long evenings' : `${CATEGORIES[category]} lamps`;
  return {
    title,
    body: html`<h1>${title}</h1>
<ul class="grid">${shown.map(
      (product) => html`<li><a href="/product/${product.sku}">
<span class="tile">${raw(lampSvg(product.lamp))}</span>
<span class="name">${product.name}</span><br><span class="price soft">${price(product.priceCents)}</span></a></li>`,
    )}</ul>`,
  };
}

export function productPage(product: Product): PageContent {
  return {
    title: product.name,
    body: html`<div class="product">
<span class="tile large">${raw(lampSvg(product.lamp))}</span>
<div><h1>${product.name}</h1>
<p class="soft">${product.words}</p>
<p class="small-print">${product.sku}</p>
<p class="sum total"><span>Price</span><span class="price">${price(product.priceCents)}</span></p>
<form method="post" action="/cart/add"><input type="hidden" name="sku" value="${product.sku}"><button>Add to cart</button></form></div>
</div>`,
  };
}

export function cartPage(session: ShopSession): PageContent {
  const lines = cartLines(session);
  if (lines.length === 0) {
    return {
      title: 'Your cart',
      body: html`<h1>Your cart</h1><p class="soft">Nothing in it yet.</p><p class="narrow"><a class="button" href="/">Look at lamps</a></p>`,
    };
  }
  return {
    title: 'Your cart',
    body: html`<h1>Your cart</h1>${cartList(lines, true)}${sums(session)}
<a class="button" href="/checkout/delivery">Checkout</a>`,
  };
}

export function loginPage(next: string, name: string, missing: boolean): PageContent {
  return {
    title: 'Sign in',
    body: html`<div class="narrow"><h1>Sign in</h1>
<p class="soft">${next === '/cart' ? 'Please sign in to see your cart.' : 'Please sign in to go on.'}</p>
${missing ? html`<p class="note" role="alert">Type a name; any will do.</p>` : null}
<form method="post" action="/login"><input type="hidden" name="next" value="${next}">
<label for="user">Name</label><input type="text" id="user" name="user" value="${name}" autocomplete="username" maxlength="40">
<button>Sign in</button></form></div>`,
  };
}

export function deliveryPage(session: ShopSession): PageContent {
  return {
    title: 'Delivery',
    body: html`<h1>Delivery</h1>
<form method="post" action="/checkout/delivery">${DELIVERIES.map(
      ({ id, name, words, priceCents }) => html`<label class="choice">
<input type="radio" name="delivery" value="${id}"${raw(session.delivery === id ? ' checked' : '')}>
<strong>${name}</strong><span class="soft">${words}</span><span class="price">${price(priceCents)}</span></label>`,
    )}
<h2>In your cart</h2>${cartList(cartLines(session), false)}
<button>Continue to payment</button></form>`,
  };
}

export function paymentPage(session: ShopSession): PageContent {
  return {
    title: 'Payment',
    body: html`<h1>Payment</h1>${cartList(cartLines(session), false)}${sums(session)}
<p class="soft">This shop takes no money: nothing is charged.</p>
<form method="post" action="/checkout/payment"><button>Place the order</button></form>`,
  };
}

export function donePage(order: string): PageContent {
  return {
    title: 'Thank you',
    body: html`<h1>Thank you</h1><p>Your order <b>${order}</b> is on its way, as far as a sample shop can send one.</p>
<p class="narrow"><a class="button" href="/">Back to the lamps</a></p>`,
  };
}

export function missingPage(path: string): PageContent {
  return {
    title: 'Not here',
    body: html`<h1>Not here</h1><p class="soft">There is no ${path} in this shop.</p><p class="narrow"><a class="button" href="/">Look at lamps</a></p>`,
  };
}

function cartList(lines: readonly CartLine[], editable: boolean): Html {
  return html`<ul class="rows">${lines.map(
    ({ product, quantity }) => html`<li><span class="tile small">${raw(lampSvg(product.lamp))}</span>
<span class="what"><span class="name">${product.name}</span><br><span class="small-print">${product.sku}</span>
${editable ? html`<form method="post" action="/cart/remove"><input type="hidden" name="sku" value="${product.sku}"><button class="plain" aria-label="Remove ${product.name}">Remove</button></form>` : null}</span>
<span>${quantity}</span><span class="price">${price(product.priceCents * quantity)}</span></li>`,
  )}</ul>`;
}

function sums(session: ShopSession): Html {
  const { deliveryCents, totalCents } = totals(session);
  return html`<p class="sum soft"><span>Delivery</span><span class="price">${price(deliveryCents)}</span></p>
<p class="sum total"><span>Total</span><span class="price">${price(totalCents)}</span></p>`;
}
