import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readPageWords } from '../../../../core/sessions/tracking/page-words.ts';
import { type LinkKind, pageScript } from '../../../../core/sessions/tracking/script-tag.ts';

const DOCUMENT = 'DDDDDDDDDDDDDDDD';
const TAB = 'TTTTTTTTTTTTTTTT';

/** The script in a page that is nothing but what it asks for, with what it said by beacons and to its socket. */
function pageWith(kind: LinkKind, bornAtMs = 1_700_000_000_000) {
  const beacons: string[] = [];
  const sent: string[] = [];
  const closedBy: number[] = [];
  const listeners = new Map<string, (event: unknown) => void>();
  const sockets: {
    readyState: number;
    onopen(): void;
    onmessage(message: { data: string }): void;
    onclose(event: { wasClean: boolean }): void;
  }[] = [];
  class WebSocket {
    readyState = 0;
    onopen = (): void => {};
    onmessage = (_: { data: string }): void => {};
    onclose = (_: { wasClean: boolean }): void => {};
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
  class Observer {
    observe(): void {}
  }
  const page = {
    currentScript: null,
    get title() {
      return alive('Title');
    },
    documentElement: {},
    head: null,
    querySelector: () => null,
    addEventListener: () => {},
  };
  const global: Record<string, unknown> = {
    document: page,
    location: {
      get href() {
        return alive('http://h.test/p');
      },
    },
    JSON: { stringify: (value: unknown) => alive(JSON.stringify(value)) },
    encodeURIComponent: (text: string) => alive(encodeURIComponent(text)),
    navigator: { sendBeacon: (url: string) => beacons.push(url) },
    addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
    setTimeout: () => 0,
    setInterval: () => 0,
    Date: { now: () => bornAtMs },
    WebSocket,
    MutationObserver: Observer,
    PerformanceObserver: Observer,
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
    old.onclose({ wasClean: true });
    page.fire('pagehide', { persisted: false });
    page.fire('pageshow', { persisted: true });
    page.link();
    const words = page.sent.slice(said).map((text) => readPageWords(text));
    expect(words.length).toBeGreaterThan(0);
    expect(words).toEqual(words.map(() => expect.objectContaining({ tabId: TAB })));
  });

  test('as a new page, of the same document: what it says comes after the last words of the one before', () => {
    const before = pageWith('short', 1_700_000_000_000);
    before.link();
    before.fire('pagehide', { persisted: false });
    const after = pageWith('short', 1_700_000_000_001);
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
