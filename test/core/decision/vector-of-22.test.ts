import { describe, expect, test } from 'vitest';
import { type Balancer, resolveProject } from '../../../core/contract/index.ts';
import { chooseSite, mapRequest } from '../../../core/decision/index.ts';
import { Lab, type Outcomes, type Request, settings } from './harness.ts';

/**
 * The vector of USERS.md §0, seen on a real Apache 2.4.71: two members, A (route 1) and B (route 2). A cell is the
 * member that answered and, in brackets, the route cookie that was set.
 */
const TWO = { A: { route: '1' }, B: { route: '2' } };

function cells(lab: Lab, count: number, request: Request = {}, outcomes: Outcomes = {}): string {
  return Array.from({ length: count }, () => {
    const answer = lab.send(request, outcomes);
    const member = answer.step.do === 'answer' ? String(answer.step.answer.status) : answer.tried.slice(-1);
    return member + (answer.setCookie === null ? '' : `[${/=(.*?);/.exec(answer.setCookie)?.[1]}]`);
  }).join(' ');
}

/** Rows that one kind of request settles. `first` balances once before, where Apache's cell began at B. */
const ROWS: readonly [
  row: string,
  request: Request,
  expected: string,
  first?: Request | undefined,
  rest?: Partial<Balancer>,
][] = [
  ['1 no cookie: round robin, cookie each time', {}, 'A[.1] B[.2] A[.1] B[.2]'],
  ['2 ROUTEID=.1: sticky, no cookie again', { cookie: 'ROUTEID=.1' }, 'A A A A'],
  [
    '3 ROUTEID=1, no dot: not sticky, catching up after the hits of row 2',
    { cookie: 'ROUTEID=1' },
    'B[.2] B[.2] B[.2] B[.2]',
    { cookie: 'ROUTEID=.1' },
  ],
  ['4 ROUTEID=abc.1: text before the dot is ignored', { cookie: 'ROUTEID=abc.1' }, 'A A A A'],
  [
    '5 ROUTEID=ab.cd.1: the first dot separates, cd.1 is unknown',
    { cookie: 'ROUTEID=ab.cd.1' },
    'B[.2] B[.2] B[.2] B[.2]',
    { cookie: 'ROUTEID=.1' },
  ],
  ['6 two cookies: the first wins', { cookie: 'ROUTEID=.2; ROUTEID=.1' }, 'B B B B'],
  ['7 XROUTEID is another name', { cookie: 'XROUTEID=.2; ROUTEID=.1' }, 'A A A A'],
  ['8 a quoted value never matches', { cookie: 'ROUTEID=".1"' }, 'A[.1] B[.2] A[.1] B[.2]'],
  ['9 the URL beats the cookie', { cookie: 'ROUTEID=.1', url: '/?ROUTEID=.2' }, 'B B B B'],
  [
    '10 an unknown route: balanced, new cookie',
    { cookie: 'ROUTEID=.9' },
    'A[.1] A[.1] A[.1] A[.1]',
    { cookie: 'ROUTEID=.2' },
  ],
  ['13 routeid: names have case', { cookie: 'routeid=.1' }, 'A[.1] B[.2] A[.1] B[.2]'],
  [
    '21 stickysessionsep=Off and ROUTEID=1',
    { cookie: 'ROUTEID=1' },
    'A A A A',
    undefined,
    { stickysessionsep: 'Off' },
  ],
  [
    '22 stickysessionsep=Off and ROUTEID=.1: the dot is part of the route',
    { cookie: 'ROUTEID=.1' },
    'B[.2] B[.2] B[.2] B[.2]',
    { cookie: 'ROUTEID=1' },
    { stickysessionsep: 'Off' },
  ],
];

describe('USERS §0', () => {
  test.each(ROWS)('row %s', (_, request, expected, first, rest) => {
    const lab = new Lab(settings(TWO, rest));
    if (first !== undefined) cells(lab, 4, first);
    expect(cells(lab, 4, request)).toBe(expected);
  });

  test.each([302, 404])('rows 11, 12: a member’s %d carries the cookie', (status) => {
    expect(new Lab(settings(TWO)).send({}, {}, status).setCookie).toBe('ROUTEID=.1; path=/');
  });

  test('row 14: members without route: ROUTEID=. on every answer, never sticky', () => {
    const lab = new Lab(settings({ A: { route: '' }, B: { route: '' } }));
    expect(cells(lab, 4, { cookie: 'ROUTEID=.' })).toBe('A[.] B[.] A[.] B[.]');
  });

  test('row 15: ProxyPass / balancer://lb without the slash: / works, /abc is 500', () => {
    const { sites } = resolveProject({
      version: 1,
      name: 'p',
      balancers: [{ name: 'lb', members: [{ url: 'http://a' }] }],
      sites: [{ name: 's', listen: '127.0.0.1:80', proxyPass: [{ path: '/', url: 'balancer://lb' }] }],
    });
    const site = chooseSite(sites, null);
    if (site === undefined) throw new Error('no site');
    const hasLb = (key: string) => key === 'lb';
    expect(mapRequest(site, '/', hasLb)).toMatchObject({ kind: 'balancer', balancer: 'lb' });
    expect(mapRequest(site, '/abc', hasLb)).toMatchObject({ kind: 'refuse', status: 500 });
  });

  test('row 16: B drains: new sessions go to A, its own still to B', () => {
    const lab = new Lab(settings({ A: { route: '1' }, B: { route: '2', status: '+N' } }));
    expect(cells(lab, 3)).toBe('A[.1] A[.1] A[.1]');
    expect(cells(lab, 3, { cookie: 'ROUTEID=.2' })).toBe('B B B');
  });

  test('row 17: A dies: its sessions move to B with a new cookie, no error for the client', () => {
    expect(cells(new Lab(settings(TWO)), 3, { cookie: 'ROUTEID=.1' }, { A: 'connect-refused' })).toBe(
      'B[.2] B[.2] B[.2]',
    );
  });

  test('row 18: the same with nofailover=On: 503, no cookie', () => {
    const lab = new Lab(settings(TWO, { nofailover: true }));
    expect(cells(lab, 3, { cookie: 'ROUTEID=.1' }, { A: 'connect-refused' })).toBe('503 503 503');
  });

  test('row 19: A is back, but new sessions go to B until retry=60 has passed', () => {
    const lab = new Lab(settings(TWO));
    lab.send({ cookie: 'ROUTEID=.1' }, { A: 'connect-refused' });
    lab.advance(59);
    expect(cells(lab, 2)).toBe('B[.2] B[.2]');
    lab.advance(2);
    // B is still owed the turn that A's hit gave it, then A takes part again.
    expect(cells(lab, 2)).toBe('B[.2] A[.1]');
  });

  test('row 20: both down: 503 without cookie; both back: works at once (forcerecovery)', () => {
    const lab = new Lab(settings(TWO));
    expect(cells(lab, 2, {}, { A: 'connect-refused', B: 'connect-refused' })).toBe('503 503');
    expect(cells(lab, 1)).toMatch(/^[AB]\[/);
  });
});
