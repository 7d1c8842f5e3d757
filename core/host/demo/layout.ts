import { CATEGORIES, type Category } from './catalogue.ts';
import { type Html, html, raw } from './html.ts';
import { cartCount, type ShopSession } from './shop-sessions.ts';
import { STYLE } from './style.ts';

/** Who answers: told at the foot of every page, so that a change of backend is seen. */
export interface BackendIdentity {
  readonly port: number;
  readonly pid: number;
  readonly startedAt: Date;
}

/** The clock at the foot comes over a WebSocket: when it stops, so has the backend behind this tab. */
const CLOCK_SCRIPT = `
(() => {
  const clock = document.getElementById('clock');
  const connect = () => {
    const socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/live');
    socket.onmessage = (message) => {
      try {
        const now = JSON.parse(message.data);
        clock.textContent = 'live from ' + now.port + ', ' + now.time;
      } catch { /* an echo, not the clock */ }
    };
    socket.onclose = () => { clock.textContent = 'live clock: reconnecting'; setTimeout(connect, 2000); };
  };
  if (clock) connect();
})();`;

/** A whole page of the shop. */
export function page(options: {
  readonly title: string;
  readonly body: Html;
  readonly session: ShopSession;
  readonly backend: BackendIdentity;
  readonly category?: Category;
}): string {
  const { session, backend } = options;
  const note = session.flash;
  session.flash = null;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${options.title} · Harbour Lamps</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<a class="brand" href="/">Harbour Lamps</a>
<nav aria-label="Departments">${Object.entries(CATEGORIES).map(
    ([id, name]) =>
      html`<a href="/${id}"${raw(options.category === id ? ' aria-current="page"' : '')}>${name}</a>`,
  )}</nav>
<span class="account">${account(session)}<a href="/cart">Cart ${cartCount(session)}</a></span>
</header>
<main>
${note === null ? null : html`<p class="note" role="status">${note}</p>`}
${options.body}
</main>
<footer>
<span>Answered by backend <b>${backend.port}</b></span>
<span>process ${backend.pid}, up since ${backend.startedAt.toTimeString().slice(0, 8)}</span>
<span>session ${session.id.slice(0, 4)}…</span>
<span id="clock"></span>
</footer>
<script>${raw(CLOCK_SCRIPT)}</script>
</body>
</html>
`.text;
}

function account(session: ShopSession): Html {
  return session.user === null
    ? html`<a href="/login">Sign in</a>`
    : html`<span>Hello, ${session.user}</span><form method="post" action="/logout"><button class="plain">Sign out</button></form>`;
}
