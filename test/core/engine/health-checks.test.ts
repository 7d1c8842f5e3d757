import { describe, expect, it } from 'vitest';
import { closeAfterTest, namedMember, startEngine, startMember } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

const QUICK = { hcinterval: 0.1 };

describe('health checks (APACHE.md §8)', () => {
  it.each([
    ['OPTIONS', 'OPTIONS * HTTP/1.0'],
    ['HEAD', 'HEAD /health HTTP/1.0'],
    ['GET', 'GET /health HTTP/1.0'],
    ['OPTIONS11', 'OPTIONS * HTTP/1.1'],
    ['HEAD11', 'HEAD /health HTTP/1.1'],
    ['GET11', 'GET /health HTTP/1.1'],
  ] as const)('%s sends only Host, on a connection of its own', async (hcmethod, startLine) => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { ...QUICK, hcmethod, hcuri: '/health' } }));
    await a.until(() => a.seen.length >= 2);
    expect(a.seen[0]?.head).toBe(`${startLine}\r\nHost: 127.0.0.1:${a.port}\r\n`);
    expect(a.seen[1]?.connection).toBe(2);
    while (proxy.engine.members()[0]?.healthCheck == null)
      await new Promise((resolve) => setImmediate(resolve));
    expect(proxy.engine.members()[0]?.healthCheck?.ok).toBe(true);
  });

  it('a failing check sets C, which only checks clear', async () => {
    let status = '500 No';
    const a = await startMember((turn) => turn.answer(status));
    const proxy = await startEngine(projectOf([a], { member: { ...QUICK, hcmethod: 'GET', hcuri: '/' } }));
    await proxy.until(() => proxy.changes.some((change) => change.cause === 'health-check-failed'));
    expect([proxy.status(0), proxy.engine.members()[0]?.healthCheck?.text]).toEqual([
      'C',
      'GET / answered 500',
    ]);
    status = '302 Found';
    await proxy.until(() => proxy.changes.some((change) => change.cause === 'health-check-passed'));
    expect(proxy.status(0)).toBe('');
  });

  it('TCP passes when the connection is accepted and fails when not', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { ...QUICK, hcmethod: 'TCP' } }));
    await a.until(() => a.connections > 0);
    expect(proxy.status(0)).toBe('');
    await a.stop();
    await proxy.until(() => proxy.changes.some((change) => change.cause === 'health-check-failed'));
    await a.start();
    closeAfterTest(() => a.stop());
    await proxy.until(() => proxy.changes.some((change) => change.cause === 'health-check-passed'));
    expect(a.seen).toEqual([]);
  });

  it('a simulated outage fails them', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { ...QUICK, hcmethod: 'TCP' } }));
    proxy.engine.simulateOutage('lb', a.url, true);
    await proxy.until(() => proxy.changes.some((change) => change.cause === 'health-check-failed'));
    expect(proxy.engine.members()[0]?.healthCheck?.text).toBe('refused by a simulated outage');
  });
});
