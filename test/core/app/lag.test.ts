import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandResults } from '../../../core/contract/index.ts';
import { listen } from '../../support/listen.ts';
import { type Running, startShop } from './integration-harness.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

interface Cached {
  price: number;
  /** Reads until a member hears of another price; never without. */
  readonly hearsAfter?: number;
}

/** Members that keep a price each; a POST changes one's, the others hear of it after so many reads. */
async function startShops(shops: readonly Cached[]): Promise<Running & { readonly urls: readonly string[] }> {
  let written: number | null = null;
  const ports = await Promise.all(
    shops.map((shop) => {
      let reads = 0;
      const server: Server = createServer((asked, answer) => {
        if (asked.method === 'POST' && asked.url === '/price') {
          shop.price = 9;
          written = shop.price;
        } else if (written !== null && shop.hearsAfter !== undefined && reads++ >= shop.hearsAfter) {
          shop.price = written;
        }
        answer.end(`the price is ${shop.price}`);
      });
      open.push({
        stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
      });
      return listen(server);
    }),
  );
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const running = await startShop(urls.map((url, index) => ({ url, route: String(index + 1) })));
  open.push(running.routepin);
  return { ...running, urls };
}

type Lag = CommandResults['lag.measure'];
const write = { method: 'POST', path: '/price' };

describe('write on one member, read from all until they answer alike', () => {
  test('says after how long each of the others did', async () => {
    const running = await startShops([
      { price: 5 },
      { price: 5, hearsAfter: 0 },
      { price: 5, hearsAfter: 2 },
    ]);
    const [member = ''] = running.urls;
    const lag = (await running.run('lag.measure', { member, write, path: '/', allowUnsafe: true })) as Lag;
    expect(lag).toMatchObject({
      isEqual: true,
      isShown: true,
      rounds: 3,
      write: { route: '1', status: 200 },
    });
    const [own, second, third] = lag.members.map(({ lagMs }) => lagMs);
    expect(own).toBe(0);
    expect(third).toBeGreaterThan(second ?? Number.POSITIVE_INFINITY);
    expect(lag.last.groups).toHaveLength(1);
  });

  test('one that never hears of it is named, and the comparison shows how it differs', async () => {
    const running = await startShops([{ price: 5 }, { price: 5 }]);
    const [member = ''] = running.urls;
    const lag = (await running.run('lag.measure', {
      ...{ member, write, path: '/', allowUnsafe: true, seconds: 1 },
    })) as Lag;
    expect(lag).toMatchObject({ isEqual: false, isShown: true, members: [{ lagMs: 0 }, { lagMs: null }] });
    expect(lag.last.groups).toHaveLength(2);
  });

  test('being alike proves nothing where the write does not show', async () => {
    const running = await startShops([{ price: 9 }, { price: 9 }]);
    const [member = ''] = running.urls;
    const lag = (await running.run('lag.measure', { member, write, path: '/', allowUnsafe: true })) as Lag;
    expect(lag).toMatchObject({ isEqual: true, isShown: false, rounds: 1 });
  });

  test('it is ended by a word, one at a time', async () => {
    const running = await startShops([{ price: 5 }, { price: 5 }]);
    const [member = ''] = running.urls;
    const params = { member, write, path: '/', allowUnsafe: true, seconds: 60 };
    const first = running.run('lag.measure', params) as Promise<Lag>;
    expect(await running.routepin.execute('lag.measure', params)).toMatchObject({
      ok: false,
      error: { code: 'not-available' },
    });
    await running.run('lag.cancel');
    expect(await first).toMatchObject({ isEqual: false });
  });

  test.each([
    ['a write that was not confirmed', { allowUnsafe: false }, 'not-available'],
    ['a member that is none', { member: 'http://127.0.0.1:1', allowUnsafe: true }, 'not-found'],
  ])('%s is refused', async (_, change, code) => {
    const running = await startShops([{ price: 5 }]);
    const [member = ''] = running.urls;
    expect(
      await running.routepin.execute('lag.measure', { member, write, path: '/', ...change }),
    ).toMatchObject({
      ok: false,
      error: { code },
    });
  });
});
