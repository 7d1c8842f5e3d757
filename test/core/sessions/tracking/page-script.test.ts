import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readPageWords } from '../../../../core/sessions/tracking/page-words.ts';
import { type LinkKind, pageScript } from '../../../../core/sessions/tracking/script-tag.ts';

const DOCUMENT = 'DDDDDDDDDDDDDDDD';
const TAB = 'TTTTTTTTTTTTTTTT';

/** What the browser tells of one resource. */
interface Answer {
  readonly name: string;
  readonly startTime: number;
  /** 0: it was refused. Not every browser has it. */
  readonly responseStatus?: number;
}

interface PageOptions {
  readonly bornAtMs?: number;
  /** Fetched ahead of time, and not shown before `show`. */
  readonly isAhead?: boolean;
  /** What the tab keeps; nothing can be kept without it. */
  readonly kept?: Map<string, string>;
}

type Watcher = (seen: { getEntries(): readonly Answer[] }) => void;

/** The script in a page that is nothing but what it asks for, with what it said by beacons and to its socket. */
function pageWith(kind: LinkKind, options: PageOptions = {}) {
  const { bornAtMs = 1_700_000_000_000, isAhead = false, kept } = options;
  const beacons: string[] = [];
  const sent: string[] = [];
  const closedBy: number[] = [];
  const listeners = new Map<string, (event: unknown) => void>();
  const pageListeners = new Map<string, () => void>();
  const changes = new Set<() => void>();
  const watching = new Set<Watcher>();
  let title = 'Title';
  let nowMs = 0;
  const sockets: {
    readyState: number;
    onopen(): void;
    onmessage(message: { data: string }): void;
    onclose(event: { code: number }): void;
  }[] = [];
  class WebSocket {
    readyState = 0;
    onopen = (): void => {};
    onmessage = (_: { data: string }): void => {};
    onclose = (_: { code: number }): void => {};
    constructor() {
      sockets.push(this);
    }
    send(text: string): void {
      sent.push(text);
    }
    close(code: number): void {
      closedBy.push(code);
    }
  }
  let isEnding = false;
  const alive = <Result>(result: Result): Result => {
    if (isEnding) throw new Error('script is aborted');
    return result;
  };
  class MutationObserver {
    readonly changed: () => void;
    constructor(changed: () => void) {
      this.changed = changed;
    }
    observe(): void {
      changes.add(this.changed);
    }
  }
  class PerformanceObserver {
    readonly seen: Watcher;
    constructor(seen: Watcher) {
      this.seen = seen;
    }
    observe(): void {
      watching.add(this.seen);
    }
    disconnect(): void {
      watching.delete(this.seen);
    }
  }
  class Storage {
    getItem(key: string): string | null {
      return kept?.get(key) ?? null;
    }
    setItem(key: string, value: string): void {
      kept?.set(key, value);
    }
  }
  const page = {
    currentScript: null,
    prerendering: isAhead,
    get title() {
      return alive(title);
    },
    documentElement: {},
    head: null,
    querySelector: () => null,
    visibilityState: 'visible',
    addEventListener: (name: string, listener: () => void) => pageListeners.set(name, listener),
  };
  const global: Record<string, unknown> = {
    document: page,
    location: {
      origin: 'http://h.test',
      get href() {
        return alive('http://h.test/p');
      },
    },
    JSON: { stringify: (value: unknown) => alive(JSON.stringify(value)) },
    encodeURIComponent: (text: string) => alive(encodeURIComponent(text)),
    navigator: { sendBeacon: (url: string) => beacons.push(url) },
    addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
    setTimeout: (run: () => void) => run(),
    setInterval: () => 0,
    Date: { now: () => bornAtMs },
    performance: { now: () => nowMs },
    WebSocket,
    MutationObserver,
    PerformanceObserver,
    ...(kept === undefined ? {} : { Storage, sessionStorage: new Storage() }),
  };
  global.self = global;
  global.top = global;
  vm.runInNewContext(pageScript(kind, DOCUMENT, '/~p'), global);
  return {
    beacons,
    sent,
    sockets,
    closedBy,
    /** The page's socket opens and brings the tab's id. */
    link: () => {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('the page has no socket');
      socket.readyState = 1;
      socket.onopen();
      socket.onmessage({ data: TAB });
    },
    /** From now on nothing can be asked or made any more. */
    endProcess: () => {
      isEnding = true;
    },
    fire: (name: string, event: unknown) => listeners.get(name)?.(event),
    retitle: (to: string) => {
      title = to;
      for (const changed of changes) changed();
    },
    show: () => {
      page.prerendering = false;
      pageListeners.get('prerenderingchange')?.();
    },
    lookAt: () => pageListeners.get('visibilitychange')?.(),
    /** The page's socket ends by the other side. */
    unlink: (code: number) => {
      nowMs = 100;
      const socket = sockets.at(-1);
      if (socket) socket.readyState = 3;
      socket?.onclose({ code });
    },
    /** The browser tells of an answer to something that the page asked for. */
    answered: (answer: Answer) => {
      for (const seen of [...watching]) seen({ getEntries: () => [answer] });
    },
  };
}

const spokenBy = (beacon: string | undefined) =>
  readPageWords(decodeURIComponent((beacon ?? '').replace(/^[^?]*\?/, '')));

describe('the last word of a page', () => {
  // Firefox aborts script in a process that ends with its last tab, at the next call of a function: half of the words were
  // lost by which such a tab closes.
  test.each<[LinkKind, boolean]>([
    ['short', false],
    ['short', true],
    ['beacons', false],
    ['beacons', true],
  ])('of %s, kept: %s, lies ready and comes before anything else', (kind, persisted) => {
    const page = pageWith(kind);
    if (kind === 'short') page.link();
    const before = page.beacons.length;
    page.endProcess();
    page.fire('pagehide', { persisted });
    expect(page.beacons).toHaveLength(before + 1);
    const words = spokenBy(page.beacons.at(-1));
    expect(words).toMatchObject({
      isHere: false,
      isKept: persisted,
      documentId: DOCUMENT,
      tabId: kind === 'short' ? TAB : DOCUMENT,
    });
    const earlier = kind === 'short' ? readPageWords(page.sent.at(-1) ?? '') : spokenBy(page.beacons[0]);
    expect(words?.count, 'later than what was said before').toBeGreaterThan(earlier?.count ?? Infinity);
  });

  test.each([
    [false, 1000],
    [true, 4000],
  ])('of one with a socket, kept: %s, is its code', (persisted, code) => {
    const page = pageWith('held');
    page.link();
    page.fire('pagehide', { persisted });
    expect(page.closedBy).toEqual([code]);
    expect(page.beacons).toEqual([]);
  });

  test('is followed by others when the page comes back, which count on', () => {
    const page = pageWith('short');
    page.link();
    page.fire('pagehide', { persisted: true });
    page.fire('pageshow', { persisted: true });
    page.link();
    page.fire('pagehide', { persisted: false });
    const counts = [page.sent[0], page.sent[1]].map((text) => readPageWords(text ?? '')?.count ?? NaN);
    const left = page.beacons.map((beacon) => spokenBy(beacon)?.count ?? NaN);
    expect(left[0]).toBeGreaterThan(counts[0] as number);
    expect(counts[1], 'not void').toBeGreaterThanOrEqual(left[0] as number);
    expect(left[1]).toBeGreaterThan(counts[1] as number);
  });
});

describe('a page that comes back out of the cache', () => {
  test.each<[LinkKind, number]>([
    ['short', 2],
    ['short', 3],
    ['held', 2],
    ['held', 3],
  ])('%s: its socket had got to state %i, and it hears no more of it', (kind, readyState) => {
    const page = pageWith(kind);
    page.link();
    const [old] = page.sockets;
    if (old === undefined) throw new Error('the page has no socket');
    old.readyState = readyState;
    page.fire('pagehide', { persisted: true });
    page.fire('pageshow', { persisted: true });
    expect(page.sockets, 'speaks through another one').toHaveLength(2);
    page.link();
    const said = page.sent.length;
    // It may be told of it after all, as Chromium does.
    old.onmessage({ data: 'OOOOOOOOOOOOOOOO' });
    old.onclose({ code: 1000 });
    page.fire('pagehide', { persisted: false });
    page.fire('pageshow', { persisted: true });
    page.link();
    const words = page.sent.slice(said).map((text) => readPageWords(text));
    expect(words.length).toBeGreaterThan(0);
    expect(words).toEqual(words.map(() => expect.objectContaining({ tabId: TAB })));
  });

  test('as a new page, of the same document: what it says comes after the last words of the one before', () => {
    const before = pageWith('short', { bornAtMs: 1_700_000_000_000 });
    before.link();
    before.fire('pagehide', { persisted: false });
    const after = pageWith('short', { bornAtMs: 1_700_000_000_001 });
    after.link();
    const left = spokenBy(before.beacons.at(-1))?.count ?? Number.NaN;
    expect(readPageWords(after.sent[0] ?? '')?.count).toBeGreaterThan(left);
  });
});

test('a page that is told its tab’s id says that it heard it', () => {
  const page = pageWith('held');
  page.link();
  expect(page.sent.map((text) => readPageWords(text)?.tabId)).toEqual(['', TAB]);
});

describe('a page whose socket was ended by the other side', () => {
  const other = { name: 'http://h.test/data', startTime: 200, responseStatus: 200 };

  test.each<[LinkKind, number, string]>([
    ['held', 1001, 'Routepin ended'],
    ['held', 1006, 'Routepin was killed'],
    ['held', 1000, 'it said too much'],
    ['short', 1001, 'Routepin ended'],
    ['short', 1006, 'Routepin was killed'],
  ])('%s, code %i (%s): a change asks nothing, an answer to the page does', (kind, code) => {
    const page = pageWith(kind);
    page.link();
    page.unlink(code);
    page.retitle('Another title');
    page.answered({ ...other, startTime: 99 });
    page.answered({ ...other, responseStatus: 0 });
    page.answered({ ...other, name: 'http://elsewhere.test/data' });
    expect(page.sockets).toHaveLength(1);
    page.answered(other);
    expect(page.sockets).toHaveLength(2);
    page.link();
    expect(readPageWords(page.sent.at(-1) ?? '')).toMatchObject({ title: 'Another title', tabId: TAB });
  });

  test.each<[LinkKind, number]>([
    ['held', 1001],
    ['short', 1001],
  ])('%s, while it changes: it waits as well', (kind, code) => {
    const page = pageWith(kind);
    page.link();
    const [socket] = page.sockets;
    if (socket !== undefined) socket.readyState = 2;
    page.retitle('Another title');
    page.unlink(code);
    expect(page.sockets).toHaveLength(1);
  });

  test('a browser that does not tell the status: any answer will do', () => {
    const page = pageWith('held');
    page.link();
    page.unlink(1001);
    page.answered({ name: other.name, startTime: other.startTime });
    expect(page.sockets).toHaveLength(2);
  });

  test('looked at, it is heard again, and so is the next change', () => {
    const page = pageWith('held');
    page.link();
    page.unlink(1001);
    page.lookAt();
    page.link();
    page.retitle('Another title');
    expect(readPageWords(page.sent.at(-1) ?? '')).toMatchObject({ title: 'Another title', tabId: TAB });
    page.answered(other);
    expect(page.sockets).toHaveLength(2);
  });

  test('being looked at asks, five times at most', () => {
    const page = pageWith('held');
    page.link();
    for (let tries = 0; tries < 9; tries += 1) {
      page.unlink(1006);
      page.lookAt();
    }
    expect(page.sockets).toHaveLength(5);
  });
});

test('a short socket that closes because it was heard: a change meanwhile is said by the next one', () => {
  const page = pageWith('short');
  page.link();
  const [socket] = page.sockets;
  if (socket !== undefined) socket.readyState = 2;
  page.retitle('Another title');
  page.unlink(1000);
  expect(page.sockets).toHaveLength(2);
  page.link();
  expect(readPageWords(page.sent.at(-1) ?? '')).toMatchObject({ title: 'Another title', tabId: TAB });
});

test('what was said when the socket opened is not said again', () => {
  const page = pageWith('held');
  page.retitle('As it loaded');
  page.link();
  const said = page.sent.length;
  page.retitle('As it loaded');
  expect(page.sent).toHaveLength(said);
  page.retitle('Another title');
  expect(page.sent).toHaveLength(said + 1);
});

describe('a page that is fetched ahead of time', () => {
  test.each<LinkKind>(['held', 'short', 'beacons'])('of %s, says nothing before it is shown', (kind) => {
    const page = pageWith(kind, { isAhead: true, kept: new Map() });
    page.retitle('Another title');
    page.lookAt();
    expect([...page.sockets, ...page.beacons]).toEqual([]);
    page.show();
    expect([...page.sockets, ...page.beacons]).toHaveLength(1);
  });

  test.each<LinkKind>(['held', 'short', 'beacons'])(
    'of %s, is its tab’s, which heard its id meanwhile',
    (kind) => {
      const kept = new Map<string, string>();
      pageWith('held', { kept }).link();
      const key = [...kept.keys()].join();
      kept.clear();
      const page = pageWith(kind, { isAhead: true, kept });
      kept.set(key, TAB);
      page.show();
      const [socket] = page.sockets;
      if (socket !== undefined) socket.readyState = 1;
      socket?.onopen();
      expect(
        kind === 'beacons' ? spokenBy(page.beacons[0]) : readPageWords(page.sent[0] ?? ''),
      ).toMatchObject({
        tabId: TAB,
      });
      expect([...kept.values()]).toEqual([TAB]);
    },
  );
});
