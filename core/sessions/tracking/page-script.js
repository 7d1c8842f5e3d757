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
    const Watch = self.PerformanceObserver;
    const here = location;
    let id = '';
    let recall = () => {};
    let keep = () => {};
    try {
      const store = sessionStorage;
      const { getItem, setItem } = Storage.prototype;
      recall = () => {
        try {
          id = getItem.call(store, key) ?? '';
        } catch {}
      };
      keep = () => {
        try {
          setItem.call(store, key, id);
        } catch {}
      };
    } catch {}

    let socket = null;
    let told = '';
    let opened = 0;
    // Of this life of the document: from a cache it may be shown again as a new page that knows nothing of the last one.
    let count = Date.now() * 1024;
    let isGone = false;
    let isWaiting = false;
    let isMissed = false;
    let watched = null;
    let evidence = null;

    // Numbered, because what a socket says and what a beacon says may overtake each other.
    const words = (what, most) =>
      stringify([what, id, doc, here.href.slice(0, most), page.title.slice(0, 200), count]);
    const addressed = (what) => [path, encodeURIComponent(words(what, 900))].join('?');
    // The last words lie ready: a process that ends with its last tab is not let call one more function (Firefox).
    let bye = '';
    let seeYou = '';
    const next = () => {
      count++;
      bye = addressed(0);
      seeYou = addressed(2);
    };
    const say = () => {
      if (how === 2) {
        beacon(addressed(1));
        return next();
      }
      if (socket) {
        // While it opens, its opening will say it; while it closes, its end will.
        isMissed = socket.readyState > 1;
        if (socket.readyState === 1) {
          send.call(socket, words(1, 2000));
          told = shown();
          next();
        }
        return;
      }
      // A policy in the document itself came too late for the first socket only, and tries must end.
      if (opened && page.querySelector('meta[http-equiv=content-security-policy i]')) return;
      if (++opened > 5) return;
      const link = new Socket(here.href.replace(/^http/, 'ws').replace(/#.*/s, ''), protocol);
      socket = link;
      link.onopen = () => {
        if (isGone || socket !== link) return close.call(link);
        answered();
        say();
      };
      link.onmessage = (message) => {
        if (socket !== link) return;
        // Nothing but a question: is this page still here?
        if (!message.data) return say();
        id = message.data;
        opened = 1;
        keep();
        next();
        // Heard: a page whose tab may not know is taken for the next one's that knows no id.
        if (how) close.call(link);
        else say();
      };
      link.onclose = ({ code }) => {
        if (socket !== link) return;
        socket = null;
        if (isGone) return;
        // 1000 ends a short one that was heard. Any other end, and each of a held one, is one of the listener's.
        if (!how || code !== 1000) expect();
        else if (isMissed) look(1);
        isMissed = false;
      };
    };
    const answered = () => {
      evidence?.disconnect();
      evidence = null;
    };
    // Whoever listened is gone. Asking whether he is back would write to the console; an answer to the page itself tells.
    const expect = () => {
      // What was asked for before may have been answered by him who is gone.
      const since = performance.now();
      evidence ??= new Watch((seen) => {
        if (
          !seen
            .getEntries()
            .some(
              (one) => one.responseStatus !== 0 && one.startTime > since && one.name.startsWith(here.origin),
            )
        )
          return;
        answered();
        opened = 1;
        look(1);
      });
      evidence.observe({ type: 'resource' });
    };
    const shown = () => here.href + page.title;
    const look = (isForced) => {
      try {
        if (isGone || page.prerendering) return;
        // A change alone is no reason to ask whether somebody is back.
        if (isForced !== 1 && (evidence || shown() === told)) return;
        told = shown();
        say();
      } catch {}
    };
    const lookSoon = () => {
      watchHead();
      if (isWaiting) return;
      isWaiting = true;
      later(() => {
        isWaiting = false;
        look();
      }, 30);
    };
    const titles = new MutationObserver(lookSoon);
    const watchHead = () => {
      const { head } = page;
      if (head === watched) return;
      watched = head;
      if (head) titles.observe(head, { childList: true, subtree: true, characterData: true });
    };
    // A page that is fetched ahead of time must not ask before it is shown: the tab may hear its id meanwhile.
    const start = () => {
      recall();
      if (how === 2) {
        id ||= doc;
        keep();
      }
      look();
      watchHead();
      titles.observe(page.documentElement, { childList: true });
      next();
      on('pagehide', (event) => {
        try {
          if (how) beacon(event.persisted ? seeYou : bye);
          isGone = true;
          // One that is still opening closes itself: closing it now would write to the console.
          if (socket?.readyState === 1) close.call(socket, event.persisted ? 4000 : 1000);
          keep();
        } catch {}
      });
      on('pageshow', () => {
        if (!isGone) return;
        isGone = false;
        // One that closed while the page lay in the cache does not say so any more (Firefox).
        socket = null;
        isMissed = false;
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
