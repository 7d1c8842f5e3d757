import { describe, expect, it } from 'vitest';
import { type ListeningPort, parseProject } from '../../../core/contract/index.ts';
import { FIXTURE_PORTS } from '../../../renderer/fixtures/fixture-ports.ts';
import {
  answerWords,
  groupsOf,
  holderOf,
  holderWords,
  nameOfPlan,
  preselected,
  projectOfPlan,
  urlFromText,
  urlOfPort,
} from '../../../renderer/screens/firstrun/plan.ts';

describe('groups of ports', () => {
  const groups = groupsOf(FIXTURE_PORTS);

  it('shows what answers, single ports before look-alikes, with the reason', () => {
    expect(groups.map(({ tag, candidates }) => [tag, candidates.length])).toEqual([
      ['instance', 4],
      [null, 2],
    ]);
    expect(groups[0]?.reason).toBe('same program, same title, same session cookie, four ports in a row');
  });

  it('chooses the largest group of look-alikes, and nothing when there is none', () => {
    expect(preselected(groups)).toEqual(
      [13001, 13002, 13003, 13004].map((port) => `http://127.0.0.1:${port}`),
    );
    expect(preselected(groups.slice(1))).toEqual([]);
  });

  it('leaves our own listeners out', () => {
    expect(groupsOf(FIXTURE_PORTS.map((port) => ({ ...port, ours: true })))).toEqual([]);
  });

  it('names the project by the title that its members share, else by their program', () => {
    expect(nameOfPlan(groups[0]?.candidates ?? [])).toBe('intranet');
    expect(nameOfPlan(groups[1]?.candidates ?? [])).toBe('unnamed');
    expect(nameOfPlan([{ url: 'http://127.0.0.1:1', port: null }])).toBe('unnamed');
  });
});

describe('addresses', () => {
  it.each([
    ['13005', 'http://127.0.0.1:13005'],
    [' app.local:8080 ', 'http://app.local:8080'],
    ['https://app.local/base', 'https://app.local/base'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['99999', undefined],
    ['', undefined],
    ['two words', undefined],
  ])('takes %j for %j', (text, url) => {
    expect(urlFromText(text)).toBe(url);
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::', 'http://[::1]:80'],
    ['192.168.0.7', 'http://192.168.0.7:80'],
  ])('reaches what listens on %s at %s', (host, url) => {
    expect(urlOfPort({ host, port: 80 })).toBe(url);
  });

  it('knows who holds a port, and not our own listeners', () => {
    const holder = holderOf(FIXTURE_PORTS, '127.0.0.1:8080');
    expect(holder === undefined ? '' : holderWords(holder)).toBe('java, process 4121');
    expect(holderOf(FIXTURE_PORTS, '127.0.0.1:9')).toBeUndefined();
    const ours = FIXTURE_PORTS.map((port): ListeningPort => ({ ...port, ours: true }));
    expect(holderOf(ours, '127.0.0.1:8080')).toBeUndefined();
    expect(holderWords({ process: null, pid: 7 })).toBe('process 7');
    expect(holderWords({ process: null, pid: null })).toBe('another program');
  });
});

describe('the project of a plan', () => {
  it('is a valid project with routes in the order of the choice', () => {
    const project = projectOfPlan({
      name: 'x',
      urls: ['http://127.0.0.1:2', 'http://127.0.0.1:1'],
      listen: '127.0.0.1:80',
    });
    expect(parseProject(project)).toEqual({ ok: true, value: project });
    expect(project.balancers[0]?.members.map(({ url, route }) => [url, route])).toEqual([
      ['http://127.0.0.1:2', '1'],
      ['http://127.0.0.1:1', '2'],
    ]);
  });
});

it.each([
  [{ status: 200, durationMs: 0.2, title: 'Shop', location: null }, '200 in 1 ms, “Shop”'],
  [{ status: 302, durationMs: 31, title: null, location: '/login' }, '302 in 31 ms, to /login'],
  [{ status: 404, durationMs: 4, title: null, location: null }, '404 in 4 ms'],
])('tells an answer in one line: %j', (answer, words) => {
  expect(answerWords({ ...answer, sessionCookie: null })).toBe(words);
});
