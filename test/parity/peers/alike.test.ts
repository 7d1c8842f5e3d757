import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPeer, makePeerFolder, removePeerFolder } from '../../support/peer-servers.ts';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from '../backends.ts';
import { generatePeerScenario, type PeerLimits, REQUESTS } from './generate.ts';
import { type PeerDivergence, playBeside, startOurs, startTheirs } from './play.ts';

/** How many random projects for each server: 4, or what ROUTEPIN_PEER_PROJECTS says (test/README.md). */
const PROJECTS = Number(process.env.ROUTEPIN_PEER_PROJECTS ?? 4);
const FIRST_SEED = Number(process.env.ROUTEPIN_PEER_SEED ?? 91_000);
const BACKENDS = 4;

/** Where an export says that its server does otherwise, beside-it tests show how (differs.test.ts). */
const LIMITS: Readonly<Record<'haproxy' | 'nginx-map', PeerLimits>> = {
  haproxy: { redirects: false, standbys: false, pathParameters: true, duplicates: false },
  'nginx-map': { redirects: false, standbys: true, pathParameters: true, duplicates: true },
};

let backends: ParityBackends;
beforeAll(async () => {
  backends = await startBackends(BACKENDS);
});
afterAll(() => backends.close());

describe.each([
  ['haproxy', 'haproxy'],
  ['nginx-map', 'nginx'],
] as const)('%s', (format, program) => {
  test.skipIf(findPeer(program) === undefined)(
    `${PROJECTS} random projects, ${REQUESTS} requests each, are decided as here`,
    async () => {
      const divergences: PeerDivergence[] = [];
      let requests = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + PROJECTS; seed++) {
        const ours = generatePeerScenario(seed, FIRST_PROXY_PORT + 700, backends.ports, LIMITS[format]);
        const theirs = generatePeerScenario(seed, FIRST_PROXY_PORT + 701, backends.ports, LIMITS[format]);
        const folder = await makePeerFolder();
        try {
          for (const index of ours.dead) await backends.setRunning(index, false);
          const there = await startTheirs(theirs.project, format, folder);
          const here = await startOurs(ours.project);
          divergences.push(...(await playBeside(ours, here, there)));
          requests += ours.requests.length;
          await here.stop();
          await there.stop();
        } finally {
          await backends.startAll();
          await removePeerFolder(folder);
        }
      }
      expect(requests).toBe(PROJECTS * REQUESTS);
      expect(divergences).toEqual([]);
    },
    1_800_000,
  );
});
