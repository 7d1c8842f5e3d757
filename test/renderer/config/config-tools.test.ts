import { describe, expect, it } from 'vitest';
import {
  type ImportedProject,
  type ImportNote,
  type ParityRow,
  type ParityView,
  type Project,
  parseProject,
} from '../../../core/contract/index.ts';
import { fetchProblem, headLine } from '../../../renderer/screens/config/fetch-words.ts';
import {
  draftOf,
  foundWords,
  isTrouble,
  notedLines,
  onThisMachine,
  wideListens,
} from '../../../renderer/screens/config/import-draft.ts';
import {
  countRows,
  filterRows,
  joinParity,
  parityVerdict,
} from '../../../renderer/screens/config/join-parity.ts';

const change = (index: number): ParityRow => ({ kind: 'change', index, group: 'outages', title: 'stops' });
const ANSWER = {
  status: 200,
  member: 'http://127.0.0.1:1',
  route: '1',
  routeChanged: false,
  setCookies: [],
  location: null,
  backendSaw: null,
  variables: {},
} as unknown as Extract<ParityRow, { kind: 'request' }>['apache'];
const row = (index: number, outcome: 'equal' | 'different' | 'not-compared'): ParityRow => ({
  kind: 'request',
  index,
  group: 'cases',
  title: `case ${index}`,
  request: { method: 'GET', site: 's', host: 's', target: '/', cookie: null, backendDoes: null },
  outcome,
  apache: ANSWER,
  ours: ANSWER,
  differences: [],
  why: { apache: [], ours: [] },
  because: null,
});
const view = (fields: Partial<ParityView>): ParityView => ({
  id: '1',
  state: 'running',
  done: 0,
  total: 10,
  different: 0,
  rows: [],
  summary: null,
  trouble: null,
  ...fields,
});
const summary = (equal: number, different: number) => ({
  apache: { program: '/usr/sbin/apache2', version: '2.4.62' },
  backends: 'stand-ins' as const,
  seed: 7,
  requests: equal + different,
  compared: equal + different,
  equal,
  different,
  notCompared: [],
  durationMs: 10,
});

describe('a comparison that goes on', () => {
  it('new rows follow those known; another run begins anew', () => {
    const first = joinParity(null, view({ rows: [row(1, 'equal')] }));
    const second = joinParity(first, view({ rows: [row(2, 'different')], done: 2 }));
    expect(second.rows.map(({ index }) => index)).toEqual([1, 2]);
    expect(second.done).toBe(2);
    expect(joinParity(second, view({ id: '2', rows: [row(1, 'equal')] })).rows).toHaveLength(1);
  });

  it('filters and counts rows by outcome', () => {
    const rows = [row(1, 'equal'), change(2), row(3, 'different'), row(4, 'not-compared')];
    expect(filterRows(rows, 'all')).toBe(rows);
    expect(filterRows(rows, 'different').map(({ index }) => index)).toEqual([3]);
    expect(countRows(rows, 'equal')).toBe(1);
    expect(countRows(rows, 'not-compared')).toBe(1);
    // What changes between requests is none.
    expect(countRows(rows, 'all')).toBe(3);
  });

  it.each([
    ['it runs', view({}), null],
    [
      'all agree',
      view({ state: 'finished', summary: summary(212, 0) }),
      ['ok', 'agrees on 212 of 212 requests'],
    ],
    [
      'some differ',
      view({ state: 'finished', different: 2, summary: summary(210, 2) }),
      ['err', 'differs on 2 of 212 requests'],
    ],
    [
      'nothing compared is no agreement',
      view({ state: 'finished', summary: summary(0, 0) }),
      ['warn', 'Nothing'],
    ],
    ['cancelled', view({ state: 'cancelled' }), ['warn', 'Cancelled']],
    [
      'failed',
      view({ state: 'failed', trouble: { code: 'internal', message: 'Apache did not start' } }),
      ['err', 'Apache did not start'],
    ],
  ])('%s', (_name, of, expected) => {
    const verdict = parityVerdict(of);
    if (expected === null) return expect(verdict).toBeNull();
    expect(verdict).toEqual({ tone: expected[0], text: expect.stringContaining(expected[1] ?? '') });
  });
});

describe('fetch once', () => {
  it.each([
    ['path', '/cart?id=1', true],
    ['path', 'cart', false],
    ['path', '', false],
    ['path', '/a b', false],
    ['path', `/${'a'.repeat(8000)}`, false],
    ['cookie', '', true],
    ['cookie', 'ROUTEID=.2; x=ü', true],
    ['cookie', 'a=1\r\nEvil: 1', false],
  ] as const)('%s %j is taken: %s', (field, text, taken) => {
    expect(fetchProblem(field, text) === null).toBe(taken);
  });

  it.each([
    ['HTTP/1.1 200 OK', null, 'HTTP/1.1 200 OK'],
    ['GET /a:b HTTP/1.1', null, 'GET /a:b HTTP/1.1'],
    ['Set-Cookie: ROUTEID=.1; path=/', 'Set-Cookie:', ' ROUTEID=.1; path=/'],
    ['X-Empty:', 'X-Empty:', ''],
  ])('%j is cut after its name', (line, name, rest) => {
    expect(headLine(line)).toEqual({ name, rest });
  });
});

function projectOf(data: unknown): Project {
  const parsed = parseProject(data);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

describe('what is reviewed before an import', () => {
  const project = projectOf({
    version: 1,
    name: 'c',
    balancers: [{ name: 'yourlb', members: [{ url: 'http://127.0.0.1:1', route: '1' }] }],
    sites: [
      { name: 'a', listen: '0.0.0.0:8081', proxyPass: [{ path: '/', url: 'balancer://yourlb/' }] },
      { name: 'b', listen: '127.0.0.1:8082', proxyPass: [] },
      { name: 'c', listen: '[::1]:8083', proxyPass: [] },
    ],
  });
  const note = (fields: Partial<ImportNote>): ImportNote => ({
    file: 'c.conf',
    line: 1,
    text: 'x',
    kind: 'read-as',
    message: 'm',
    ...fields,
  });
  const rename = note({
    line: 8,
    mend: { label: 'Rename', steps: [{ path: '$.balancers[0].name', value: 'lbsits' }] },
  });
  const lost = note({ mend: { label: 'Lost', steps: [{ path: '$.balancers[9].name', value: 'x' }] } });
  const imported: ImportedProject = { project, notes: [rename, lost, note({ line: 8 })], understood: [] };

  it('mends are applied where they are chosen, and one that does not fit is said', () => {
    expect(draftOf(imported, new Set()).project).toBe(project);
    const { project: mended, unfit } = draftOf(imported, new Set([rename, lost]));
    expect(mended.balancers[0]?.name).toBe('lbsits');
    expect([...unfit]).toEqual([lost]);
  });

  it('what other machines could reach is named, and kept to this machine with its port', () => {
    expect(wideListens(project)).toEqual(['0.0.0.0:8081']);
    const local = onThisMachine(project);
    expect(local.sites.map(({ listen }) => listen)).toEqual([
      '127.0.0.1:8081',
      '127.0.0.1:8082',
      '[::1]:8083',
    ]);
    expect(wideListens(local)).toEqual([]);
  });

  it('says what was found, and which lines have notes', () => {
    expect(foundWords(project)).toBe('1 balancer, 1 member, 3 sites');
    expect([...notedLines(imported.notes)].map(([line, notes]) => [line, notes.length])).toEqual([
      [8, 2],
      [1, 1],
    ]);
    expect(isTrouble(note({ kind: 'unknown' }))).toBe(true);
    expect(isTrouble(note({ kind: 'unrelated' }))).toBe(false);
    expect(isTrouble(rename)).toBe(true);
  });
});
