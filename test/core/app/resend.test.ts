import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import type { ExchangeDetail, ResendView, RoutepinEvent, Trouble } from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { CAPABILITIES, shopProject, startBackend } from './integration-harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
let dataFolder = '';
beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'routepin-data-'));
  closers.push(() => rm(dataFolder, { recursive: true }));
});

interface Running {
  readonly routepin: Routepin;
  readonly port: number;
  readonly events: RoutepinEvent[];
}

async function running(
  options: { readonly recordBodies?: boolean; readonly tls?: boolean } = {},
): Promise<Running> {
  const backends = [await startBackend('a'), await startBackend('b')];
  for (const backend of backends) closers.push(() => backend.stop());
  const members = backends.map(({ url }, index) => ({ url, route: String(index + 1) }));
  const port = await freePort();
  const routepin = createRoutepin({
    project: shopProject(port, members),
    capabilities: CAPABILITIES,
    dataFolder,
    trackTabs: true,
    recordBodies: options.recordBodies === true,
  });
  closers.push(() => routepin.stop());
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  const events: RoutepinEvent[] = [];
  routepin.onEvent((event) => events.push(event));
  return { routepin, port, events };
}

/** Sends one request and waits until it is recorded; its id. */
async function sent(
  { port, events }: Running,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string },
): Promise<number> {
  const before = events.filter(({ event }) => event === 'exchange.finished').length;
  await new Promise<void>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const asked = request({ port, host: '127.0.0.1', path: '/cart?x=1', method, headers }, (answer) => {
      answer.resume().on('end', resolve);
    });
    asked.on('error', reject);
    asked.end(body);
  });
  await expect
    .poll(() => events.filter(({ event }) => event === 'exchange.finished').length)
    .toBeGreaterThan(before);
  const last = events.findLast((event) => event.event === 'exchange.finished');
  return last?.event === 'exchange.finished' ? last.id : 0;
}

async function resent(run: Running, params: Record<string, unknown>): Promise<ResendView> {
  const result = await run.routepin.execute('exchange.resend', params);
  if (!result.ok) throw new Error(result.error.message);
  return result.value as ResendView;
}

async function refusal(run: Running, params: Record<string, unknown>): Promise<Trouble> {
  const result = await run.routepin.execute('exchange.resend', params);
  if (result.ok) throw new Error('it was sent');
  return result.error;
}

async function detailOf({ routepin }: Running, id: number | null): Promise<ExchangeDetail> {
  const result = await routepin.execute('exchange.get', { id });
  if (!result.ok) throw new Error(result.error.message);
  return result.value as ExchangeDetail;
}

test('the same request goes out once more, is decided like the first one and recorded', async () => {
  const run = await running();
  const id = await sent(run, { headers: { cookie: 'ROUTEID=.2', 'x-mine': 'kept' } });
  const view = await resent(run, { id });
  expect(view).toMatchObject({ resentFrom: id, status: 200, route: '2', bodyLeftOut: false });
  expect(Buffer.from(view.answer?.body?.base64 ?? '', 'base64').toString()).toBe('b GET /cart?x=1 ');
  const detail = await detailOf(run, view.exchangeId);
  expect(detail).toMatchObject({ decision: 'pinned', route: '2', url: '/cart?x=1' });
  expect(detail.clientRequest.fields).toContainEqual(['x-mine', 'kept']);
  expect(detail.clientRequest.fields).toContainEqual(['cookie', 'ROUTEID=.2']);
});

test('on another route: the member is asked that has it, and Why says that it was by hand', async () => {
  const run = await running();
  const id = await sent(run, { headers: { cookie: 'ROUTEID=.2' } });
  const view = await resent(run, { id, route: '1' });
  expect(view).toMatchObject({ status: 200, route: '1' });
  expect(await detailOf(run, view.exchangeId)).toMatchObject({ cause: 'moved-by-us', sessionRoute: '2' });
});

test('what is sent again belongs to no session and moves no pin', async () => {
  const run = await running();
  const id = await sent(run, { headers: { cookie: 'ROUTEID=.2', 'user-agent': 'one' } });
  const sessions = () => run.routepin.snapshot().sessions.map(({ sessionId, pins }) => [sessionId, pins]);
  const before = sessions();
  run.events.length = 0;
  const view = await resent(run, { id, route: '1' });
  const detail = await detailOf(run, view.exchangeId);
  expect(detail).toMatchObject({ sessionId: null, tabId: null });
  expect(run.events.map(({ event }) => event)).toEqual(['exchange.finished']);
  expect(sessions()).toEqual(before);
  // Nothing of the mark is seen by anybody.
  expect(JSON.stringify(detail)).not.toMatch(/p-again|x-[0-9a-f]{16}/);
});

test('a page that would be followed is sent again without our script or cookie', async () => {
  const run = await running();
  const id = await sent(run, {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' },
  });
  const detail = await detailOf(run, (await resent(run, { id })).exchangeId);
  const set = detail.clientResponse?.fields.filter(([name]) => name.toLowerCase() === 'set-cookie');
  expect(set?.map(([, value]) => value)).toEqual([detail.setCookie]);
});

test('a kept body goes along; chunks are not needed', async () => {
  const run = await running({ recordBodies: true });
  const id = await sent(run, { method: 'POST', body: 'a=1', headers: { 'transfer-encoding': 'chunked' } });
  const view = await resent(run, { id });
  expect(Buffer.from(view.answer?.body?.base64 ?? '', 'base64').toString()).toContain('POST /cart?x=1 a=1');
});

test('a body that was not kept is said, and it is sent without only when asked', async () => {
  const run = await running();
  const id = await sent(run, { method: 'POST', body: 'a=1' });
  expect(await refusal(run, { id })).toMatchObject({
    code: 'not-available',
    message: 'the body of this request (3 bytes) was not kept',
  });
  expect(await resent(run, { id, withoutBody: true })).toMatchObject({ status: 200, bodyLeftOut: true });
});

test('the beginning of a long body is not sent as if it were all of it', async () => {
  const run = await running({ recordBodies: true });
  const id = await sent(run, { method: 'PUT', body: 'x'.repeat(70_000) });
  expect((await refusal(run, { id })).message).toContain('only the beginning');
});

test.each([
  { name: 'an exchange that is not kept', params: { id: 4711 }, code: 'not-found' },
  { name: 'a route that no member has', params: { route: '9' }, code: 'bad-params' },
  { name: 'parameters that are none', params: { route: '' }, code: 'bad-params' },
])('refused: $name', async ({ params, code }) => {
  const run = await running();
  const id = await sent(run, {});
  expect(await refusal(run, { id, ...params })).toMatchObject({ code });
});
