import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPeer, makePeerFolder, removePeerFolder } from '../../support/peer-servers.ts';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from '../backends.ts';
import { type PeerDivergence, playBeside } from './compare.ts';
import { generatePeerScenario, REQUESTS } from './generate.ts';
import { startOurs, startTheirs } from './play.ts';

/** How many random projects for each server: 4, or what ROUTEPIN_PEER_PROJECTS says (test/README.md). */
const PROJECTS = Number(process.env.ROUTEPIN_PEER_PROJECTS ?? 4);
const FIRST_SEED = Number(process.env.ROUTEPIN_PEER_SEED ?? 91_000);
const BACKENDS = 4;

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
    `${PROJECTS} random projects, ${REQUESTS} requests each, are decided as here, or as the export says`,
    async () => {
      const divergences: PeerDivergence[] = [];
      const said = new Map<string, number>();
      let requests = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + PROJECTS; seed++) {
        const ours = generatePeerScenario(seed, FIRST_PROXY_PORT + 700, backends.ports);
        const theirs = generatePeerScenario(seed, FIRST_PROXY_PORT + 701, backends.ports);
        const folder = await makePeerFolder();
        try {
          for (const index of ours.dead) await backends.setRunning(index, false);
          const there = await startTheirs(theirs.project, format, folder);
          const here = await startOurs(ours.project);
          const verdict = await playBeside(ours, format, here, there);
          divergences.push(...verdict.divergences);
          for (const [sentence, count] of verdict.said) said.set(sentence, (said.get(sentence) ?? 0) + count);
          requests += ours.requests.length;
          await here.stop();
          await there.stop();
        } finally {
          await backends.startAll();
          await removePeerFolder(folder);
        }
      }
      report(format, requests, divergences, said);
      expect(requests).toBe(PROJECTS * REQUESTS);
      expect(divergences).toEqual([]);
    },
    1_800_000,
  );
});

/** Of a long run people want the figures, not only that it passed. */
function report(
  format: string,
  requests: number,
  divergences: readonly PeerDivergence[],
  said: ReadonlyMap<string, number>,
): void {
  if (process.env.ROUTEPIN_PEER_PROJECTS === undefined) return;
  const parted = [...said]
    .sort(([, a], [, b]) => b - a)
    .map(([sentence, count]) => `  ${count} said: ${sentence}`);
  const first = divergences.slice(0, 40).map((one) => `  ${JSON.stringify(one)}`);
  console.log(
    [
      `${format}: ${requests} requests, ${divergences.length} divergences from seed ${FIRST_SEED}`,
      ...parted,
      ...first,
    ].join('\n'),
  );
}
