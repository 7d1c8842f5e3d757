import { describe, expect, it } from 'vitest';
import { namedMember, startEngine } from '../../support/engine-playground.ts';
import { RawClient } from '../../support/raw-client.ts';
import type { ScriptedMember } from '../../support/scripted-member.ts';
import { projectOf, type TestEngine } from '../../support/test-engine.ts';
import type { CorpusEntry } from '../wire/corpus/entry.ts';
import { requestCorpus } from '../wire/corpus/index.ts';

/** A member of which every byte is kept, whatever it makes of them. */
async function watchedMember(): Promise<{ readonly member: ScriptedMember; readonly bytes: () => string }> {
  const received: Buffer[] = [];
  const member = await namedMember('a', {
    onConnection: (socket) => socket.on('data', (bytes) => received.push(bytes)),
  });
  return { member, bytes: () => Buffer.concat(received).toString('latin1') };
}

/** Sends an entry as one client would, and reads answers until the proxy ends the connection. */
async function sendHostile(proxy: TestEngine, entry: CorpusEntry, pieces: number) {
  const client = await RawClient.open(proxy.port());
  const bytes = Buffer.from(entry.bytes, 'latin1');
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) client.send(bytes.subarray(at, at + size));
  if (entry.code === 'premature-end') client.end();
  const text = (await client.rest()).toString('latin1');
  client.leave();
  return { text, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)) };
}

const refused = requestCorpus.filter(({ code }) => code !== null);

describe('the hostile corpus against a live listener (DESIGN.md §8)', () => {
  it('has something to say', () => expect(refused.length).toBeGreaterThan(150));

  it.each([1, 7])(
    'in %s pieces: each answered as its entry says, nothing of it at a member, the listener alive',
    async (pieces) => {
      const { member, bytes } = await watchedMember();
      const proxy = await startEngine(projectOf([member]));
      const port = proxy.port();
      for (const entry of refused) {
        const what = `${entry.name}: ${JSON.stringify(entry.bytes.slice(0, 200))}`;
        const seenBefore = member.seen.length;
        const bytesBefore = bytes().length;
        const { text, statuses } = await sendHostile(proxy, entry, pieces);
        const good = entry.bodies.length;
        // A client that ends within a head has left; nobody is there to be told.
        const isAnswered = entry.code !== 'premature-end';
        expect(statuses.slice(0, good), what).toEqual(Array(good).fill(200));
        if (isAnswered) {
          expect(statuses.slice(good), what).toEqual([entry.status]);
          expect(text.slice(text.search(new RegExp(`HTTP/1\\.1 ${entry.status} `))), what).toMatch(
            /^connection: close\r$/im,
          );
        }
        // Only the messages before the bad one are at the member, whole.
        const seen = member.seen.slice(seenBefore);
        expect(
          seen.map(({ body }) => body.toString('latin1')),
          what,
        ).toEqual(entry.bodies);
        const arrived = bytes().slice(bytesBefore);
        expect([...arrived.matchAll(/ HTTP\/1\.1\r\n/g)], what).toHaveLength(good);
        if (good === 0) expect(arrived, what).toBe('');
        const alive = await RawClient.open(port);
        const answer = await alive.ask('GET /alive HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
        alive.leave();
        expect([answer.status, answer.body.toString()], what).toEqual([200, 'a']);
      }
      // Whatever was refused has left no mark on the member, and its record says why.
      expect(proxy.status(0)).toBe('');
      const untold = proxy.finished.filter(
        ({ status, decision }) => status !== 200 && decision !== 'refused',
      );
      expect(untold).toEqual([]);
    },
  );
});
