/**
 * What is inserted into pages of ordinary browsers (TABS.md, design 6–8), minified by build/page-script.mjs.
 * `how`: 0 holds a socket for the page's life (Chromium, Safari) · 1 opens a short one per change (Firefox, whose
 * back/forward cache a held one disables) · 2 only sends beacons (pages that a socket would keep out of the cache).
 * `doc` names this document, `path` takes beacons, `protocol` is our subprotocol, `key` keeps the tab's id.
 * Whatever goes wrong here is nobody's business: nothing is thrown, logged or left behind.
 */
((how, doc, path, protocol, key) => {
  try {
    const page = document;
    page.currentScript?.remove();
    if (top !== self) return;
    // Everything that is used later is taken now, before the page can replace it.
    const Socket = WebSocket;
    const { send, close } = Socket.prototype;
    const { stringify } = JSON;
    const later = setTimeout.bind(self);
    const every = setInterval.bind(self);
    const on = addEventListener.bind(self);
    const beacon = navigator.sendBeacon.bind(navigator);
    const here = location;
    let id = '';
    let keep = () => {};
    try {
      const store = sessionStorage;
      const { setItem } = Storage.prototype;
      id = store.getItem(key) ?? '';
      keep = () => {
        try {
          setItem.call(store, key, id);
        } catch {}
      };
    } catch {}
    if (how === 2) {
      id ||= doc;
      keep();
    }

    let socket = null;
    let told = '';
    let opened = 0;
    let isGone = false;
    let isWaiting = false;
    let isMissed = false;

    const words = (isHere, most) =>
      stringify([isHere, id, doc, here.href.slice(0, most), page.title.slice(0, 200)]);
    const write = (isHere) => beacon([path, encodeURIComponent(words(isHere, 900))].join('?'));
    const say = () => {
      if (how === 2) return write(1);
      if (socket) {
        // While it opens, its opening will say it; while it closes, its end will.
        isMissed = socket.readyState > 1;
        if (socket.readyState === 1) send.call(socket, words(1, 2000));
        return;
      }
      // A policy in the document itself came too late for the first socket only, and tries must end.
      if (opened && page.querySelector('meta[http-equiv=content-security-policy i]')) return;
      if (how === 0 && opened > 5) return;
      opened++;
      const link = new Socket(here.href.replace(/^http/, 'ws').replace(/#.*/s, ''), protocol);
      socket = link;
      link.onopen = () => say();
      link.onmessage = (message) => {
        id = message.data;
        opened = 1;
        keep();
        if (how) close.call(link);
      };
      link.onclose = () => {
        if (socket !== link) return;
        socket = null;
        if (isMissed) look(1);
        isMissed = false;
      };
    };
    const look = (isForced) => {
      try {
        if (isGone || page.prerendering) return;
        const now = here.href + page.title;
        if (now === told && isForced !== 1) return;
        told = now;
        say();
      } catch {}
    };
    const lookSoon = () => {
      if (isWaiting) return;
      isWaiting = true;
      later(() => {
        isWaiting = false;
        look();
      }, 30);
    };
    const start = () => {
      look();
      new MutationObserver(lookSoon).observe(page.head, {
        childList: true,
        subtree: true,
        characterData: true,
      });
      on('pagehide', () => {
        try {
          isGone = true;
          keep();
          if (socket) close.call(socket);
          socket = null;
          if (how) write(0);
        } catch {}
      });
      on('pageshow', () => {
        if (!isGone) return;
        isGone = false;
        look(1);
      });
      page.addEventListener('DOMContentLoaded', lookSoon);
      page.addEventListener('visibilitychange', () => {
        if (how || !socket) look(page.visibilityState === 'visible' ? 1 : 0);
      });
      on('popstate', lookSoon);
      on('hashchange', lookSoon);
      if (self.navigation) navigation.addEventListener('currententrychange', lookSoon);
      else every(look, 500);
      if (how) every(() => look(1), 60000);
    };
    if (page.prerendering) page.addEventListener('prerenderingchange', start, { once: true });
    else start();
  } catch {}
})(HOW, 'DOC', 'PATH', 'PROTOCOL', 'KEY');
