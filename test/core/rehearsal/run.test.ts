import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rehearsal, RehearsalView } from '../../../core/contract/index.ts';
import type { RehearsalRun } from '../../../core/rehearsal/index.ts';
import { FakeShop, REHEARSAL, runIn } from './fake-world.ts';

async function played(
  shop: FakeShop,
  rehearsal: Rehearsal,
  seed?: number,
): Promise<{ readonly run: RehearsalRun; readonly view: ReturnType<RehearsalRun['parts']> }> {
  const run = runIn(shop, rehearsal, seed);
  const end = run.play();
  await shop.clock.advance(rehearsal.duration * 1000 + 2500);
  expect(await end).toBe('finished');
  expect(shop.clock.waiting).toBe(0);
  return { run, view: run.parts() };
}

const codes = (run: RehearsalRun) => run.result(true).findings.map(({ code }) => code);

describe('verdicts', () => {
  test('nothing happens: everybody is kept, and told so', async () => {
    const { run, view } = await played(new FakeShop(), REHEARSAL);
    expect(view.totals).toMatchObject({ users: 6, kept: 6, moved: 0, lost: 0, errors: 0, failedRequests: 0 });
    expect(run.result(true)).toMatchObject({ passed: true, broken: [] });
    expect(codes(run)).toEqual(['all-kept']);
  });

  const KILL: Rehearsal = { ...REHEARSAL, steps: [{ at: 4, do: 'outage', member: '2' }] };

  test('a member with sessions in its memory is killed: its users are lost, with cause and from where to where', async () => {
    const { run, view } = await played(new FakeShop(), KILL);
    expect(view.totals).toMatchObject({ kept: 4, lost: 2, moved: 0, failedRequests: 0 });
    const lost = view.users.filter(({ verdict }) => verdict === 'lost');
    expect(lost.map(({ lost }) => lost)).toEqual(
      lost.map(() =>
        expect.objectContaining({
          cause: 'cookie-replaced',
          cookie: 'sid',
          from: 'http://127.0.0.1:13002',
          to: expect.not.stringContaining('13002'),
        }),
      ),
    );
    const result = run.result(true);
    expect(result).toMatchObject({
      passed: false,
      broken: ['2 sessions were lost (0 allowed)'],
      before: [2, 2, 2],
      recoveries: [{ step: 0, users: 2, recovered: 2 }],
    });
    expect(result.after[1]).toBe(0);
    expect(result.findings[0]).toMatchObject({
      level: 'bad',
      code: 'sessions-lost',
      mend: { kind: 'rehearsal', rehearsal: { steps: [{ do: 'drain' }] } },
    });
  });

  test('with a shared session store the same users are moved, and nothing is lost', async () => {
    const { run, view } = await played(new FakeShop({ isShared: true }), KILL);
    expect(view.totals).toMatchObject({ kept: 4, moved: 2, lost: 0 });
    expect(run.result(true).passed).toBe(true);
  });

  test('what the file allows is no failure; what it does not is', async () => {
    const shared = await played(new FakeShop({ isShared: true }), { ...KILL, allow: { moved: 1 } });
    expect(shared.run.result(true).broken).toEqual(['2 sessions were moved (1 allowed)']);
    const lost = await played(new FakeShop(), { ...KILL, allow: { lost: 2 } });
    expect(lost.run.result(true).passed).toBe(true);
    const slow = await played(new FakeShop({ isShared: true }), { ...KILL, allow: { recover: 0 } });
    expect(slow.run.result(true).broken).toEqual([expect.stringMatching(/^recovery took 0\.\d\d s/)]);
  });

  test('drain: nobody is lost, those who are there stay, newcomers go elsewhere', async () => {
    const { run, view } = await played(new FakeShop(), {
      ...REHEARSAL,
      arriveWithin: 9,
      steps: [{ at: 4, do: 'drain', member: '2' }],
    });
    expect(view.totals.lost).toBe(0);
    expect(codes(run)).toContain('drain-not-empty');
    expect(view.marks).toMatchObject([
      { kind: 'drain', text: expect.stringMatching(/^2 drains, keeps its \d$/) },
    ]);
  });

  test('everybody away: requests fail, and it is told that nobody was left', async () => {
    const { run, view } = await played(new FakeShop(), {
      ...REHEARSAL,
      steps: ['1', '2', '3'].map((member) => ({ at: 4, do: 'outage' as const, member })),
    });
    expect(view.totals).toMatchObject({ errors: 6 });
    expect(codes(run)).toContain('nobody-left');
    expect(run.result(true).recoveries.every(({ recovered, ms }) => recovered === 0 && ms === null)).toBe(
      true,
    );
  });

  test('a member that returned and was not asked: retry is named, with the mend', async () => {
    const shop = new FakeShop();
    // As with retry=60: it is back and nobody is sent there.
    const play = shop.play.bind(shop);
    shop.play = (step) => (step.kind === 'return' ? { trouble: null } : play(step));
    const { run } = await played(shop, {
      ...REHEARSAL,
      arriveWithin: 9,
      steps: [
        { at: 3, do: 'outage', member: '2' },
        { at: 5, do: 'return', member: '2' },
      ],
    });
    expect(run.result(true).findings).toContainEqual(
      expect.objectContaining({
        code: 'returned-unused',
        text: expect.stringContaining('retry=60'),
        mend: expect.objectContaining({ label: 'Set retry=5 and run again', patch: { retry: 5 } }),
      }),
    );
  });

  test('a step that fails is told and nothing else stops', async () => {
    const shop = new FakeShop();
    shop.play = () => ({ trouble: 'it is gone' });
    const { run, view } = await played(shop, KILL);
    expect(view.marks[0]?.trouble).toBe('it is gone');
    expect(codes(run)).toContain('step-failed');
  });

  test('a member that never answers: users that wait till the end have failed', async () => {
    const { view } = await played(new FakeShop({ answerMs: Number.POSITIVE_INFINITY }), REHEARSAL);
    expect(view.totals).toMatchObject({ errors: 6, failedRequests: 6 });
  });
});

describe('a run', () => {
  test('ends at once when it is cancelled: no request and no step afterwards', async () => {
    const shop = new FakeShop();
    const run = runIn(shop, { ...REHEARSAL, steps: [{ at: 6, do: 'outage', member: '2' }] });
    const end = run.play();
    await shop.clock.advance(3000);
    const asked = shop.sent.length;
    run.cancel();
    expect(await end).toBe('cancelled');
    await shop.clock.advance(20_000);
    expect(shop.sent).toHaveLength(asked);
    expect(shop.played).toEqual([]);
    expect(run.parts().elapsedMs).toBe(3000);
    expect(run.result(false).findings.map(({ code }) => code)).not.toContain('all-kept');
  });

  test('steps of the same time are carried out in the order of the file', async () => {
    const shop = new FakeShop();
    const at = (second: number, kind: 'outage' | 'drain', member: string) => ({
      at: second,
      do: kind,
      member,
    });
    await played(shop, {
      ...REHEARSAL,
      steps: [at(4, 'drain', '3'), at(2, 'outage', '1'), at(2, 'drain', '1')],
    });
    expect(shop.played.map(({ index }) => index)).toEqual([1, 2, 0]);
  });

  test('what is asked for at the beginning is asked for once by each', async () => {
    const shop = new FakeShop();
    const begin = [{ method: 'POST' as const, path: '/login', body: 'a=b' }];
    const { view } = await played(shop, { ...REHEARSAL, begin });
    expect(view.totals.kept).toBe(6);
    expect(shop.sent.filter(({ request }) => request.method === 'POST')).toHaveLength(6);
  });

  test('same seed, same run; another seed, another one', async () => {
    const story = async (seed: number) => {
      const shop = new FakeShop();
      const { view } = await played(shop, REHEARSAL, seed);
      return JSON.stringify([shop.sent.map(({ user, request }) => [user, request.path]), view.samples]);
    };
    expect(await story(7)).toBe(await story(7));
    expect(await story(7)).not.toBe(await story(8));
  });

  test('whatever is played: users and requests add up, slices too, and no lane runs backwards', async () => {
    const kinds = ['outage', 'return', 'drain', 'undrain', 'disable', 'enable', 'retry-now'] as const;
    const stepArbitrary = fc.record({
      at: fc.integer({ min: 0, max: 8 }),
      do: fc.constantFrom(...kinds),
      member: fc.constantFrom('1', '2', '3'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepArbitrary, { maxLength: 8 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.nat(),
        async (steps, users, isShared, seed) => {
          const rehearsal: Rehearsal = { ...REHEARSAL, users, duration: 8, steps };
          const { run, view } = await played(new FakeShop({ isShared }), rehearsal, seed);
          checkSums(view, users);
          const result = run.result(true);
          expect(result.passed).toBe(view.totals.lost === 0 && view.totals.failedRequests === 0);
          expect(result.findings.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 25 },
    );
  });
});

function checkSums(
  { totals, samples, users }: Pick<RehearsalView, 'totals' | 'samples' | 'users'>,
  count: number,
): void {
  const { kept, moved, lost, errors, idle, requests, failedRequests } = totals;
  expect(kept + moved + lost + errors + idle).toBe(count);
  expect(users.reduce((sum, user) => sum + user.requests, 0)).toBe(requests);
  expect(users.reduce((sum, user) => sum + user.errors, 0)).toBe(failedRequests);
  const answered = samples.flatMap((sample) => sample.requests).reduce((sum, each) => sum + each, 0);
  expect(answered + failedRequests).toBe(requests);
  expect(samples.reduce((sum, sample) => sum + sample.lost, 0)).toBe(lost);
  for (const sample of samples) {
    expect(sample.users.every((held) => held >= 0)).toBe(true);
    expect(sample.users.reduce((sum, held) => sum + held, 0)).toBeLessThanOrEqual(count);
  }
  for (const { segments } of users) {
    for (const [at, segment] of segments.entries()) {
      expect(segment.toMs).toBeGreaterThanOrEqual(segment.fromMs);
      expect(segment.fromMs).toBeGreaterThanOrEqual(segments[at - 1]?.toMs ?? 0);
    }
  }
}
