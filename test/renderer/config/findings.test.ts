import { describe, expect, it } from 'vitest';
import type { Finding, LintSeverity, Project } from '../../../core/contract/index.ts';
import {
  countWords,
  findingAt,
  findingsByLine,
  troublesIn,
} from '../../../renderer/screens/config/findings.ts';
import { lineOfPath } from '../../../renderer/screens/config/line-of-path.ts';
import { nearestPath } from '../../../renderer/screens/config/nearest-path.ts';
import { settingWords } from '../../../renderer/screens/config/setting-words.ts';

function finding(path: string | null, severity: LintSeverity = 'warning'): Finding {
  return {
    id: 'route-missing',
    severity,
    path,
    place: null,
    message: `about ${path}`,
    symptom: '',
    logCode: null,
    advice: '',
    mend: null,
  };
}

const LINES = [
  null,
  '$.balancers[0].name',
  '$.balancers[0].members[0]',
  '$.balancers[0].members[1]',
  '$.balancers[0].stickysession',
  '$.balancers[0].routeCookie',
  '$.sites[0].proxyPass[0]',
] as const;

describe('the line of a setting', () => {
  it.each([
    ['its own line', '$.balancers[0].stickysession', 4],
    ['the line of the part around it', '$.balancers[0].members[1].retry', 3],
    ['member 1 is not member 10', '$.balancers[0].members[10].retry', null],
    ['the first of its parts', '$.balancers[0].members', 2],
    ['the cookie’s line for its value', '$.balancers[0].routeCookie.value', 5],
    ['none where nothing of it is written', '$.sites[1].listen', null],
  ])('%s', (_name, path, line) => {
    expect(lineOfPath(LINES, path)).toBe(line);
  });

  it('findings stand under their line, those without one only in the list', () => {
    const all = [finding('$.balancers[0].members[1].url'), finding('$.sites[4].listen'), finding(null)];
    expect([...findingsByLine(all, LINES)]).toEqual([[3, [all[0]]]]);
  });
});

describe('counting', () => {
  const all = [finding('$.a', 'error'), finding('$.b'), finding('$.c'), finding('$.d', 'hint')];
  it('hints are said and are no trouble', () => {
    expect(countWords(all)).toBe('1 error, 2 warnings, 1 hint');
    expect(troublesIn(all)).toHaveLength(3);
    expect(countWords([])).toBe('no lints');
  });

  it('a field shows the worst of what is in it, and no hints', () => {
    const inCookie = [
      finding('$.balancers[0].routeCookie.path', 'error'),
      finding('$.balancers[0].routeCookie'),
    ];
    expect(findingAt(inCookie, '$.balancers[0].routeCookie.path')?.severity).toBe('error');
    expect(findingAt(inCookie, '$.balancers[0].routeCookie.name')).toBeUndefined();
    expect(findingAt([finding('$.name', 'hint')], '$.name')).toBeUndefined();
  });
});

describe('the field nearest to a setting', () => {
  const FIELDS = [
    '$.balancers[0].name',
    '$.balancers[0].members[0].url',
    '$.balancers[0].members[1].url',
    '$.balancers[0].members[1].route',
    '$.sites[0].listen',
  ];
  it.each([
    ['the same', '$.balancers[0].members[1].route', 3],
    ['one without a field of its own: the member’s first', '$.balancers[0].members[1].hcuri', 2],
    ['the first member for the list', '$.balancers[0].members', 1],
    ['the site’s first', '$.sites[0].tls', 4],
  ])('%s', (_name, asked, index) => {
    expect(nearestPath(FIELDS, asked)).toBe(FIELDS[index]);
  });

  it('nothing in common: none', () => {
    expect(nearestPath(FIELDS, '$.processes')).toBeUndefined();
    expect(nearestPath([], '$.name')).toBeUndefined();
  });
});

it.each([
  ['$.balancers[0].members[1].retry', 'balancer lb, member 2 (http://127.0.0.1:2), retry'],
  ['$.balancers[0].routeCookie.path', 'balancer lb, routeCookie, path'],
  ['$.sites[0].proxyPass[0].url', 'site shop, proxyPass /app, url'],
  ['$.balancers[7].name', 'balancer 8, name'],
  ['$', 'the project'],
])('%s is said as "%s"', (path, words) => {
  const project: Project = {
    version: 1,
    name: 'shop',
    balancers: [{ name: 'lb', members: [{ url: 'http://127.0.0.1:1' }, { url: 'http://127.0.0.1:2' }] }],
    sites: [{ name: 'shop', listen: '127.0.0.1:1', proxyPass: [{ path: '/app', url: 'balancer://lb/' }] }],
  };
  expect(settingWords(project, path)).toBe(words);
});
