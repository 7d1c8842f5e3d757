import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type DemoBackends, startDemoBackends } from '../../../core/host/demo.ts';
import { freePorts } from '../../support/free-port.ts';

let demo: DemoBackends | undefined;

afterEach(async () => {
  await demo?.stop();
  demo = undefined;
});

async function start(count = 2): Promise<string[]> {
  const [firstPort = 0] = await freePorts(1);
  demo = await startDemoBackends({ count, firstPort });
  return demo.list().map(({ url }) => url);
}

/** A browser with one cookie jar, as far as the shop needs one. */
function visitor() {
  let cookie = '';
  const send = (
    method: string,
    url: string,
    form = '',
  ): Promise<{ status: number; location: string; body: string; setCookie: string }> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(cookie === '' ? {} : { cookie }),
        'content-type': 'application/x-www-form-urlencoded',
      };
      http
        .request(url, { method, headers, agent: false }, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => {
            body += chunk.toString();
          });
          response.on('end', () => {
            const setCookie = response.headers['set-cookie']?.[0] ?? '';
            if (setCookie !== '') cookie = setCookie.split(';')[0] ?? '';
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location ?? '',
              body,
              setCookie,
            });
          });
        })
        .on('error', reject)
        .end(form);
    });
  return {
    get: (url: string) => send('GET', url),
    post: (url: string, form: string) => send('POST', url, form),
  };
}

describe('the sample shop', () => {
  test('browse, sign in, fill the cart, order', async () => {
    const [url = ''] = await start(1);
    const anna = visitor();
    const shelf = await anna.get(`${url}/`);
    expect(shelf.setCookie).toMatch(/^shop_session=[\w-]{12}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(shelf.body).toContain('Clamp desk lamp, brass');
    expect(await anna.post(`${url}/cart/add`, 'sku=LMP-0217')).toMatchObject({ status: 303, setCookie: '' });
    expect(await anna.get(`${url}/cart`)).toMatchObject({ status: 303, location: '/login?next=%2Fcart' });
    expect(await anna.post(`${url}/login`, 'user=anna&next=/cart')).toMatchObject({ location: '/cart' });
    const cart = await anna.get(`${url}/cart`);
    expect(cart.body).toContain('Hello, anna');
    expect(cart.body).toContain('€ 95.90');
    expect(JSON.parse((await anna.get(`${url}/api/cart`)).body)).toMatchObject({
      user: 'anna',
      count: 1,
      servedBy: { port: Number(new URL(url).port), pid: process.pid },
    });
    expect(await anna.post(`${url}/checkout/delivery`, 'delivery=express')).toMatchObject({
      location: '/checkout/payment',
    });
    expect((await anna.get(`${url}/checkout/payment`)).body).toContain('€ 103.90');
    expect((await anna.post(`${url}/checkout/payment`, '')).location).toMatch(/^\/checkout\/done\?order=HL-/);
    expect((await anna.get(`${url}/cart`)).body).toContain('Nothing in it yet.');
  });

  test('another backend knows nothing of the session: a new cookie, and the way to the login page', async () => {
    const [first = '', second = ''] = await start(2);
    const ben = visitor();
    await ben.post(`${first}/login`, 'user=ben&next=/');
    await ben.post(`${first}/cart/add`, 'sku=LMP-0340');
    expect((await ben.get(`${first}/cart`)).status).toBe(200);
    const moved = await ben.get(`${second}/cart`);
    expect(moved).toMatchObject({ status: 303, location: '/login?next=%2Fcart' });
    expect(moved.setCookie).toMatch(/^shop_session=/);
    expect((await ben.get(`${second}/`)).body).toContain('Cart 0');
  });

  test('every page says who answered', async () => {
    const [url = ''] = await start(1);
    const { body } = await visitor().get(`${url}/desk`);
    expect(body).toContain(`Answered by backend <b>${new URL(url).port}</b>`);
    expect(body).toContain(`process ${process.pid}`);
  });

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/"><script>'])(
    'the login page leads nowhere else: %s',
    async (next) => {
      const [url = ''] = await start(1);
      const answer = await visitor().post(
        `${url}/login`,
        new URLSearchParams({ user: 'x', next }).toString(),
      );
      expect(answer.location).toBe('/');
    },
  );

  test('names are text, not markup', async () => {
    const [url = ''] = await start(1);
    const mallory = visitor();
    await mallory.post(`${url}/login`, new URLSearchParams({ user: '<b>"x', next: '/' }).toString());
    expect((await mallory.get(`${url}/`)).body).toContain('Hello, &#60;b&#62;&#34;x');
  });

  test('unknown paths, lamps and forms', async () => {
    const [url = ''] = await start(1);
    expect((await visitor().get(`${url}/attic`)).status).toBe(404);
    expect((await visitor().get(`${url}/product/LMP-9999`)).status).toBe(404);
    expect((await visitor().post(`${url}/cart/add`, 'sku=none')).status).toBe(422);
    expect((await visitor().post(`${url}/login`, 'x'.repeat(70_000))).status).toBe(413);
    expect((await visitor().get(`${url}/health`)).setCookie).toBe('');
  });

  test('the live socket tells the time and sends back what it gets', async () => {
    const [url = ''] = await start(1);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('ahoy');
    await expect.poll(() => heard).toContain('ahoy');
    expect(JSON.parse(heard[0] ?? '')).toMatchObject({ port: Number(new URL(url).port) });
    socket.terminate();
  });
});

describe('starting and crashing', () => {
  test('a taken port is passed over', async () => {
    const [firstPort = 0] = await freePorts(1);
    const holder = net.createServer().listen(firstPort, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    demo = await startDemoBackends({ count: 1, firstPort });
    expect(demo.list()).not.toContainEqual({ url: `http://127.0.0.1:${firstPort}`, running: true });
    await new Promise((resolve) => holder.close(resolve));
  });

  test('a crash cuts connections and loses the sessions; the port comes back', async () => {
    const [url = '', other = ''] = await start(2);
    const carla = visitor();
    await carla.post(`${url}/login`, 'user=carla&next=/');
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await demo?.setRunning(url, false)).toEqual({
      ok: true,
      value: [
        { url, running: false },
        { url: other, running: true },
      ],
    });
    await closed;
    await expect(carla.get(`${url}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await demo?.setRunning(url, true)).toMatchObject({ ok: true });
    expect((await carla.get(`${url}/cart`)).location).toBe('/login?next=%2Fcart');
  });

  test('a URL that is not one of ours', async () => {
    await start(1);
    expect(await demo?.setRunning('http://127.0.0.1:1', true)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });
});
