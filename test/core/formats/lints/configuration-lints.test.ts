import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyMend } from '../../../../core/contract/index.ts';
import { renderExport } from '../../../../core/formats/index.ts';
import { CONFIGURATION_LINTS, lintConfiguration, lintProject } from '../../../../core/formats/lints/index.ts';
import { hostileText, projectArbitrary } from '../../../support/project-arbitrary.ts';
import { type CaseSurroundings, changed, healthyProject } from './cases.ts';
import { CONFIGURATION_CASES } from './configuration-cases.ts';

const AT: CaseSurroundings = {
  lb: 'lb',
  lb2: 'other',
  a: 'http://127.0.0.1:13001',
  b: 'http://127.0.0.1:13002',
  c: 'http://127.0.0.1:13003',
  dead: 'http://127.0.0.1:13004',
  listen: '127.0.0.1:8080',
  listen2: '127.0.0.1:8081',
};

const lint = (text: string) => lintConfiguration({ text, fileName: 'site.conf', includes: null }).findings;

test('every lint of configurations has a case', () => {
  expect(Object.keys(CONFIGURATION_CASES).sort()).toEqual(CONFIGURATION_LINTS.map(({ id }) => id).sort());
});

describe.each(Object.entries(CONFIGURATION_CASES))('%s', (id, { broken, twin, line }) => {
  test('is found at its line', () => {
    const found = lint(broken(AT)).filter((finding) => finding.id === id);
    expect(found).toMatchObject([{ path: null, place: { file: 'site.conf', line } }]);
  });

  test('is quiet about the same thing done right', () => {
    expect(lint(twin(AT)).filter((finding) => finding.id === id)).toEqual([]);
  });
});

describe('is found too', () => {
  const balancer = (lines: string) =>
    `<Proxy balancer://lb>\n${lines}\n</Proxy>\nProxyPass / balancer://lb/\n`;
  test.each([
    [
      'a route of 64 characters',
      'refused-by-apache',
      balancer(`BalancerMember http://h:1 route=${'r'.repeat(64)}`),
      2,
    ],
    ['a lbset of 100', 'refused-by-apache', balancer('BalancerMember http://h:1 lbset=100'), 2],
    ['a section that is not closed', 'refused-by-apache', '<Proxy balancer://lb>\n', 1],
    ['a trailing timeout of ProxyPass', 'timeout-milliseconds', 'ProxyPass / http://h:1/ timeout=200ms', 1],
    ['quotes in a ProxySet', 'quotes-inside-word', balancer('ProxySet stickysession="ROUTEID"'), 2],
    [
      'a glued cookie',
      'set-cookie-not-added',
      'Header append Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" env=BALANCER_ROUTE_CHANGED',
      1,
    ],
    [
      'a line in other letters',
      'set-cookie-unconditional',
      'header ADD set-cookie "R=.%{BALANCER_WORKER_ROUTE}e"',
      1,
    ],
  ])('%s: %s', (_, id, text, line) => {
    const places = lint(text)
      .filter((finding) => finding.id === id)
      .map(({ place }) => place?.line);
    expect(places).toContain(line);
  });
});

describe('is no finding', () => {
  test.each([
    ["another cookie's line", 'set-cookie-unconditional', 'Header add Set-Cookie "theme=dark"'],
    [
      'a condition in words',
      'set-cookie-unconditional',
      `Header add Set-Cookie "R=.%{BALANCER_WORKER_ROUTE}e" "expr=-n reqenv('BALANCER_ROUTE_CHANGED')"`,
    ],
    [
      'milliseconds where Apache takes them',
      'timeout-milliseconds',
      'ProxyPass / http://h:1/ connectiontimeout=200ms',
    ],
    ['a file that loads no modules', 'shared-memory-module-missing', 'ProxyPass / http://h:1/'],
    [
      'another lbmethod',
      'lbmethod-module-missing',
      'LoadModule proxy_balancer_module x.so\n<Proxy balancer://lb>\nProxySet lbmethod=bytraffic\n</Proxy>',
    ],
    ['the root', 'proxypassreverse-double-slash', 'ProxyPassReverse / balancer://lb/'],
  ])('%s: %s', (_, id, text) => {
    expect(lint(text).map((finding) => finding.id)).not.toContain(id);
  });
});

describe('lints of projects in a configuration', () => {
  test('our own export of the healthy project has no finding', () => {
    expect(lint(renderExport(healthyProject(AT), 'apache').text)).toEqual([]);
  });

  test('stand at the line of their setting', () => {
    const broken = changed(AT, {
      '$.balancers[0].members[1].retry': 0,
      '$.balancers[0].routeCookie.value': '%{BALANCER_WORKER_ROUTE}e',
      '$.sites[0].proxyPass[0].url': 'balancer://lb',
    });
    const { text } = renderExport(broken, 'apache');
    const lines = text.split('\n');
    const found = lint(text).map(({ id, place }) => [
      id,
      lines[(place?.line ?? 0) - 1]?.trim().split(' ')[0],
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'cookie-value-without-separator': 'Header',
      'proxypass-without-slash': 'ProxyPass',
      'retry-zero': 'BalancerMember',
    });
  });

  test('the mends belong to the imported project', () => {
    const text = renderExport(changed(AT, { '$.balancers[0].members[0].url': `${AT.a}/` }), 'apache').text;
    const { findings, imported } = lintConfiguration({ text, fileName: 'site.conf', includes: null });
    expect(findings.map(({ id, path, mend }) => ({ id, path, mend }))).toEqual(
      lintProject(imported.project).map(({ id, path, mend }) => ({ id, path, mend })),
    );
  });
});

test("the article's snippet: declared as yourlb, used as lbsits; the mend gives the members to the name in use", () => {
  const text = [
    '<Proxy balancer://yourlb>',
    'BalancerMember http://127.0.0.1:13001 route=1 retry=2',
    'BalancerMember http://127.0.0.1:13002 route=2 retry=2',
    '</Proxy>',
    'Listen 127.0.0.1:8080',
    'Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED',
    'ProxyPass / balancer://lbsits/ stickysession=ROUTEID',
  ].join('\n');
  const { findings, imported } = lintConfiguration({ text, fileName: 'article.conf', includes: null });
  const [first] = findings;
  expect(first).toMatchObject({ id: 'balancer-undeclared', place: { line: 7 }, logCode: 'AH01171' });
  expect(findings.map(({ id }) => id)).not.toContain('balancer-empty');
  const mended = applyMend(imported.project, first?.mend ?? { label: '', steps: [] });
  if (!mended.ok) throw new Error(JSON.stringify(mended.error));
  expect(lintProject(mended.value)).toEqual([]);
});

test('no configuration makes a lint fail, and every finding has a place', async () => {
  await fc.assert(
    fc.property(projectArbitrary(hostileText), fc.infiniteStream(fc.nat(400)), (project, cuts) => {
      const whole = renderExport(project, 'apache').text;
      // The same text with a line missing here and there: sections that do not close, words out of place.
      const torn = whole.split('\n').filter(() => (cuts.next().value ?? 1) % 9 !== 0);
      for (const text of [whole, torn.join('\n')]) {
        for (const finding of lint(text)) expect(finding.place).toMatchObject({ file: 'site.conf' });
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
