import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ParityReport, ParityRow } from '../../core/contract/index.ts';
import { findApache } from '../../core/host/apache/find-apache.ts';
import { shopProject } from './feature-project.ts';
import { compare, projectOf } from './projects.ts';
import { report } from './report.ts';

/** core/parity beside the real Apache. */

type RequestRow = Extract<ParityRow, { kind: 'request' }>;

function differentRows({ rows }: ParityReport): readonly RequestRow[] {
  return rows.filter((row): row is RequestRow => row.kind === 'request' && row.outcome === 'different');
}

describe('when our side runs another project, the difference is told with both explanations', () => {
  test('a cookie of another value', async () => {
    const ourProject = shopProject({
      routeCookie: { name: 'ROUTEID', value: 'x.%{BALANCER_WORKER_ROUTE}e', path: '/' },
    });
    const [row] = differentRows(await report(shopProject(), { ourProject }));
    expect(row).toMatchObject({
      title: 'no cookie',
      differences: [{ what: 'setCookies', apache: 'ROUTEID=.1; path=/', ours: 'ROUTEID=x.1; path=/' }],
    });
  });

  test('nofailover: Apache moves a lost session, we refuse', async () => {
    const ourProject = shopProject({ nofailover: true });
    const compared = await report(shopProject(), { ourProject });
    const row = differentRows(compared).find(({ title }) => title === 'pinned to 1, which is lost');
    expect(row?.differences).toEqual(
      expect.arrayContaining([
        { what: 'status', apache: '200', ours: '503' },
        { what: 'member', apache: 'http://127.0.0.1:13002', ours: 'http://127.0.0.1:13001' },
        { what: 'routeChanged', apache: 'yes', ours: 'no' },
      ]),
    );
    expect(row?.why.apache).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^AH01161: Found route 1/),
        expect.stringMatching(/^AH00959: .*disabling worker for \(127\.0\.0\.1:13001\)/),
      ]),
    );
    expect(row?.why.ours).toEqual(expect.arrayContaining([expect.stringMatching(/nofailover/)]));
    expect(compared.summary.different).toBe(differentRows(compared).length);
    expect(compared.summary.equal + compared.summary.different).toBe(compared.summary.compared);
  });

  test('another order of members is seen in the counters of the first request', async () => {
    const [one, ...others] = shopProject().balancers[0]?.members ?? [];
    const ourProject = shopProject({ members: [{ ...one, loadfactor: 2 }, ...others] });
    const [row] = differentRows(await report(shopProject(), { ourProject }));
    expect(row?.differences.map(({ what }) => what)).toEqual(['counters']);
  });
});

test('names that are not ASCII are compared as the text they are', async () => {
  const members = [{ url: 'http://127.0.0.1:13001', route: 'ü\u{1d7c8}' }];
  const { rows, summary } = await report(shopProject({ members }));
  expect(summary.different).toBe(0);
  expect(rows[0]).toMatchObject({ apache: { route: 'ü\u{1d7c8}' }, ours: { route: 'ü\u{1d7c8}' } });
});

test('real backends get GET and HEAD only, and nothing of ours', async () => {
  const seen: { readonly method: string | undefined; readonly fields: readonly string[] }[] = [];
  const servers = ['1', '2'].map((name) =>
    createServer((request, response) => {
      seen.push({ method: request.method, fields: request.rawHeaders });
      response.setHeader('Set-Cookie', `session=${Math.random()}`);
      response.end(name);
    }).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  try {
    const members = servers.map((server, index) => ({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      route: String(index + 1),
    }));
    const { summary, rows } = await report(shopProject({ members }), { realBackends: true, requests: 60 });
    expect(summary).toMatchObject({ backends: 'real', different: 0 });
    expect(rows.filter(({ kind }) => kind === 'change')).toEqual([]);
    expect(summary.notCompared.map(({ what }) => what)).toContain('lost members');
    expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
    expect(seen.flatMap(({ fields }) => fields).filter((text) => /stand-in/i.test(text))).toEqual([]);
  } finally {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
});

test('recorded traffic is sent once more; methods that change something only when allowed', async () => {
  const request = (method: string, site = 'shop') => ({
    site,
    method,
    target: '/cart?x=1',
    fields: [
      ['Host', 'shop.example'],
      ['Cookie', 'ROUTEID=.2'],
      ['Authorization', 'Basic c2VjcmV0'],
    ] as const,
    bodyBytes: method === 'POST' ? 20 : 0,
  });
  const recorded = [request('GET'), request('POST'), request('GET', 'gone')];
  const careful = await report(shopProject(), { recorded });
  const rowsOf = ({ rows }: ParityReport) => rows.filter(({ group }) => group === 'recorded');
  expect(rowsOf(careful)).toMatchObject([
    {
      outcome: 'equal',
      request: { method: 'GET', host: 'shop.example', target: '/cart?x=1', cookie: 'ROUTEID=.2' },
      ours: { route: '2', backendSaw: 'GET /cart?x=1' },
    },
  ]);
  expect(careful.summary.notCompared).toMatchObject([{ what: '2 recorded requests' }]);
  const allowed = await report(shopProject(), { recorded, allowUnsafe: true });
  expect(rowsOf(allowed)).toMatchObject([{ outcome: 'equal' }, { ours: { backendSaw: 'POST /cart?x=1' } }]);
});

// `npm run parity -- --projects N --seed S` plays as many as wanted.
test.each([101, 102, 103, 104])(
  'a random project decides the same, seed %i',
  async (seed) => {
    const found = await findApache();
    if (!found.ok) throw new Error(found.error.message);
    const compared = await compare(projectOf(seed), found.value, { seed, requests: 60 });
    if (!compared.ok) throw new Error(compared.error.message);
    expect(differentRows(compared.value)).toEqual([]);
    expect(compared.value.summary.compared).toBeGreaterThan(50);
  },
  120_000,
);
