import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ImportFormat, type Project, parseProject } from '../../../../core/contract/index.ts';
import { detectImportFormat, importConfiguration, renderExport } from '../../../../core/formats/index.ts';
import { plainPeerProject } from '../../../parity/peers/plain-project.ts';
import { hostileText, plainText, projectArbitrary } from '../../../support/project-arbitrary.ts';

/** Only there to catch a hang on a busy machine. */
const LIMIT_MS = 180_000;

const BACKENDS = [20_000, 20_001, 20_002, 20_003];
const SOURCES = [
  ['haproxy', 'haproxy'],
  ['nginx', 'nginx'],
  ['nginx-map', 'nginx'],
] as const;

function imported(format: ImportFormat, text: string) {
  return importConfiguration(format, { text, fileName: 'x.conf', includes: null });
}

/** Lines that say something: neither blank nor a comment nor a closing brace alone. */
function meant(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (/^\s*(?:#|\}|$)/.test(line) ? [] : [index + 1]));
}

describe.each(SOURCES)('our exports to %s', { timeout: LIMIT_MS }, (target, format) => {
  test('come back: what the real servers run beside us is the same project', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const project = plainPeerProject(seed, 21_000, BACKENDS, target === 'haproxy');
      const back = imported(format, renderExport(project, target).text).project;
      expect({ seed, project: comparable(back) }).toEqual({ seed, project: comparable(project) });
    }
  });

  test('are stable from the second time on: text, project, text, project', () => {
    void fc.assert(
      fc.property(projectArbitrary(plainText), (project) => {
        const first = imported(format, renderExport(project, target).text).project;
        const text = renderExport(first, target).text;
        const second = imported(format, text).project;
        expect(renderExport(second, target).text).toBe(
          renderExport(imported(format, renderExport(second, target).text).project, target).text,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('have every line understood or noted, hostile texts and all', () => {
    void fc.assert(
      fc.property(projectArbitrary(hostileText), (project) => {
        const { text } = renderExport(project, target);
        const { notes, understood } = imported(format, text);
        const seen = new Set([...notes, ...understood].map(({ line }) => line));
        expect(meant(text).filter((line) => !seen.has(line))).toEqual([]);
        expect(notes.filter(({ kind }) => kind === 'unknown' || kind === 'refused')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('are told from other configurations', () => {
    void fc.assert(
      fc.property(projectArbitrary(plainText), (project) => {
        expect(detectImportFormat(renderExport(project, target).text)).toBe(format);
        expect(detectImportFormat(renderExport(project, 'apache').text)).toBe('apache');
      }),
      { numRuns: 25 },
    );
  });
});

/** Without what an export rounds, renames or has no word for; order of mappings by length as nginx has it. */
function comparable(project: Project): unknown {
  return {
    balancers: project.balancers.map(({ members, ...balancer }) => ({
      ...balancer,
      lbmethod: balancer.lbmethod ?? 'byrequests',
      routeCookie: balancer.routeCookie ?? null,
      maxattempts: members.length - 1,
      members: [...members]
        .map(({ loadfactor: _, retry: __, ...member }) => ({ ...member }))
        .sort((a, b) => a.url.localeCompare(b.url))
        .map(({ url, route, ...member }) => ({
          url: url.replace('/base', ''),
          ...member,
          // Nobody goes by the route of a disabled member, so no rule names it.
          ...(member.status === '+D' ? {} : { route }),
        })),
    })),
    sites: project.sites.map(({ name: _, proxyPass, ...site }) => ({
      ...site,
      proxyPass: [...proxyPass]
        .map(({ path, url }) => ({ path, url: url.replace('lb/base', 'lb') }))
        .sort((a, b) => b.path.length - a.path.length),
    })),
  };
}

test.each(['haproxy', 'nginx'] as const)(
  'no text makes an import to %s fail, and each gives a project',
  (format) => {
    const piece = fc.constantFrom(
      ...[
        'frontend f\n',
        'backend b\n',
        ' server s 127.0.0.1:1 cookie x\n',
        ' bind *:80\n',
        'upstream u {',
        'server ',
        '{',
        '}',
        ';',
        '"',
        "'",
        '\\',
        '#',
        '\n',
        ' use_backend b if { path_beg /x }\n',
        'location /x {',
        'proxy_pass http://u;',
        'listen 80;',
        '$',
        'default_backend b\n',
        ' cookie C insert\n',
        'map $a $b {',
        '~',
        ' ',
      ],
    );
    void fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 30 }), (pieces) => {
        expect(parseProject(imported(format, pieces.join('')).project).ok).toBe(true);
      }),
      { numRuns: 200 },
    );
  },
);
