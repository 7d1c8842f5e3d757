import { expect, test } from 'vitest';
import { tabOfRequest } from '../../../electron/tabs/request-tab.ts';

const TABS = [
  { tabId: 'a', webContentsId: 1, url: 'http://h/cart#top' },
  { tabId: 'b', webContentsId: 2, url: 'http://h/twice' },
  { tabId: 'c', webContentsId: 3, url: 'http://h/twice' },
];

test.each<[name: string, webContentsId: number | undefined, referrer: string, expected: string | null]>([
  ['a page’s, whatever it names', 2, 'http://h/cart', 'b'],
  ['a service worker’s that passes on what a page asked for', undefined, 'http://h/cart', 'a'],
  ['a worker’s own, which names its script', undefined, 'http://h/worker.js', null],
  ['a worker’s that names nothing', undefined, '', null],
  ['one that names a page of two tabs', undefined, 'http://h/twice', null],
  ['one of a page that has just gone', 9, '', null],
])('%s', (_, webContentsId, referrer, expected) => {
  expect(tabOfRequest(TABS, { webContentsId, referrer })).toBe(expected);
});
