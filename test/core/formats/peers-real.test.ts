import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderExport } from '../../../core/formats/index.ts';
import {
  checkPeer,
  findPeer,
  makePeerFolder,
  nginxAround,
  removePeerFolder,
} from '../../support/peer-servers.ts';
import { hostileText, plainText, projectArbitrary } from '../../support/project-arbitrary.ts';

/** How many random projects of each kind: 8, or what ROUTEPIN_PEERS says (test/README.md). */
const PROJECTS = Number(process.env.ROUTEPIN_PEERS ?? 8);
const LIMIT_MS = 1_800_000;

describe.skipIf(findPeer('haproxy') === undefined)('beside the real HAProxy', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await makePeerFolder();
  });
  afterAll(() => removePeerFolder(folder));

  test.each([['hostile', hostileText] as const, ['plain', plainText] as const])(
    `every export of ${PROJECTS} random projects passes haproxy -c: %s texts`,
    async (_, text) => {
      await fc.assert(
        fc.asyncProperty(projectArbitrary(text), async (project) => {
          const rendered = renderExport(project, 'haproxy').text;
          // A project whose listens were all refused would have nothing to start with.
          const checked = await checkPeer('haproxy', folder, `${rendered}\n${LISTENER}`);
          if (!checked.ok) throw new Error(`${checked.output}\n${rendered}`);
        }),
        { numRuns: PROJECTS, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );
});

const LISTENER =
  'frontend harness from routepin\n    mode http\n    timeout client 1s\n    bind 127.0.0.1:29999\n';

describe.skipIf(findPeer('nginx') === undefined)('beside the real nginx', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await makePeerFolder();
  });
  afterAll(() => removePeerFolder(folder));

  test.each([['hostile', hostileText] as const, ['plain', plainText] as const])(
    `every map export of ${PROJECTS} random projects passes nginx -t: %s texts`,
    async (_, text) => {
      await fc.assert(
        fc.asyncProperty(projectArbitrary(text), async (project) => {
          // Whoever drops the file in names the certificate; nginx does not check a server that has none.
          const rendered = renderExport(project, 'nginx-map').text;
          const checked = await checkPeer(
            'nginx',
            folder,
            nginxAround(folder, rendered.replaceAll(' ssl;', ';')),
          );
          if (!checked.ok) throw new Error(`${checked.output}\n${rendered}`);
        }),
        { numRuns: PROJECTS, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );

  test(
    'the form for newer ones differs from what this nginx takes by sticky, route= and drain alone',
    async () => {
      await fc.assert(
        fc.asyncProperty(projectArbitrary(plainText), async (project) => {
          const rendered = renderExport(project, 'nginx').text.replaceAll(' ssl;', ';');
          const older = rendered
            .replace(/^\s*sticky .*;$/gm, '')
            .replace(/ route=\S+?(?=[ ;])/g, '')
            .replace(/ drain(?=[ ;])/g, '');
          const checked = await checkPeer('nginx', folder, nginxAround(folder, older));
          if (!checked.ok) throw new Error(`${checked.output}\n${rendered}`);
        }),
        { numRuns: Math.ceil(PROJECTS / 3), endOnFailure: true },
      );
      expect(PROJECTS).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});
