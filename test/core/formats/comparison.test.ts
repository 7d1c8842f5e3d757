import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPARED_FORMATS, type Project } from '../../../core/contract/index.ts';
import { compareTargets, renderExport } from '../../../core/formats/index.ts';
import { hostileText, projectArbitrary } from '../../support/project-arbitrary.ts';

function project(balancer: Partial<Project['balancers'][number]>, member: object = {}): Project {
  return {
    version: 1,
    name: 'x',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...balancer,
        members: [
          { url: 'http://127.0.0.1:1', route: '1', ...member },
          { url: 'http://127.0.0.1:2', route: '2' },
        ],
      },
    ],
    sites: [{ name: 's', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}

const row = (of: Project, id: string) => compareTargets(of).balancers[0]?.rows.find((one) => one.id === id);

test.each([
  [
    'the cookie names the member',
    project({}),
    'cookie-value',
    'same same same same differs differs',
    'ROUTEID=.1',
  ],
  [
    'an id of the application',
    project({ routeCookie: null, stickysession: 'JSESSIONID' }),
    'application-id',
    'same same same same missing missing',
    'abc.1',
  ],
  [
    'the first separator',
    project({ stickysessionsep: '-', routeCookie: { name: 'ROUTEID', value: '-%{BALANCER_WORKER_ROUTE}e' } }),
    'separator',
    'same same differs same differs differs',
    'abc-1',
  ],
  ['a lost member', project({}), 'lost-member', 'same same same same same same', 'Another member'],
  [
    'a lost member with nofailover',
    project({ nofailover: true }),
    'lost-member',
    'same same missing differs missing missing',
    '503',
  ],
  ['retry as it is', project({}), 'back-again', 'same differs same same same same', '60 s'],
  ["retry of one's own", project({}, { retry: 5 }), 'back-again', 'same same same same same same', '5 s'],
  [
    'a draining member',
    project({}, { status: '+N' }),
    'drain',
    'same same same same missing missing',
    'Route 1',
  ],
  [
    'a standby',
    project({}, { status: '+H' }),
    'standby',
    'same same same same missing missing',
    'all others',
  ],
  ['redirect', project({}, { redirect: '2' }), 'redirect', 'same differs missing same missing missing', '2'],
  [
    'failonstatus',
    project({ failonstatus: [503] }),
    'failonstatus',
    'same differs missing missing same missing',
    'marks',
  ],
] as const)('%s', (_, of, id, verdicts, words) => {
  const found = row(of, id);
  expect(COMPARED_FORMATS.map((format) => found?.cells[format].verdict).join(' ')).toBe(verdicts);
  expect(JSON.stringify(found)).toContain(words);
});

test('each project compares, each path is one of its settings or their places, and a setting without a word has no row', () => {
  expect(row(project({}), 'redirect')).toBeUndefined();
  void fc.assert(
    fc.property(projectArbitrary(hostileText), (of) => {
      for (const { rows } of compareTargets(of).balancers) {
        for (const { path, cells } of rows) {
          expect(path).toMatch(/^\$\.(balancers|sites)\[\d+\]/);
          for (const format of COMPARED_FORMATS) expect(cells[format].words).toMatch(/\.$/);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test.each(['caddy', 'traefik'] as const)(
  'no text of a project gets out of its place in an export to %s',
  (format) => {
    void fc.assert(
      fc.property(projectArbitrary(hostileText), (of) => {
        const { text, linePaths } = renderExport(of, format, { comments: false });
        const lines = text.split('\n').slice(0, -1);
        expect(lines.length).toBe(linePaths.length);
        const meant = lines.filter((line) => !/^\s*#/.test(line));
        // Whatever could open a block, a placeholder, a variable or a comment comes from us alone.
        for (const line of meant) expect(line).not.toMatch(/\$\{|PATH\}|<\/Proxy>|🙂|ü/);
        const open = meant
          .join('\n')
          .replace(/"(?:[^"\\]|\\.)*"/g, '')
          .split('{').length;
        expect(
          meant
            .join('\n')
            .replace(/"(?:[^"\\]|\\.)*"/g, '')
            .split('}').length,
        ).toBe(open);
      }),
      { numRuns: 40 },
    );
  },
);
