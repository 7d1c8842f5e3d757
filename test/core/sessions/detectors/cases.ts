import { afterEach, describe, expect, test } from 'vitest';
import type { DetectorName, TrafficFinding } from '../../../../core/contract/index.ts';
import { Stage, type StageOptions } from './stage.ts';

/** What is put on the stage, and what happens there. */
interface Play {
  readonly stage?: StageOptions;
  readonly play: (stage: Stage) => Promise<void>;
}

/** One sickness and its healthy twin, on real sockets. */
export interface Case {
  readonly detector: DetectorName;
  readonly name: string;
  readonly sick: Play;
  readonly healthy: Play;
  /** What the sentence says. */
  readonly says: RegExp;
  /** Findings of other detectors that the healthy twin truly has. */
  readonly alsoTrue?: readonly DetectorName[];
  /** What is looked at besides: remedies, and how it ends. Runs on the sick stage. */
  readonly afterwards?: (stage: Stage, finding: TrafficFinding) => Promise<void>;
  /** Shown by numbers and not by one exchange. */
  readonly withoutEvidence?: boolean;
}

/** Two tests for each case. */
export function playCases(cases: readonly Case[]): void {
  let stage: Stage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });

  describe.each(cases)('$detector: $name', (each) => {
    const { detector } = each;

    test('the sickness is found once, with its exchanges', async () => {
      stage = await Stage.open(each.sick.stage);
      await each.sick.play(stage);
      const found = (await stage.findings()).filter((finding) => finding.detector === detector);
      expect(found).toHaveLength(1);
      const [finding] = found as [TrafficFinding];
      expect(finding.sentence).toMatch(each.says);
      expect(finding.evidence.length > 0).toBe(each.withoutEvidence !== true);
      for (const { exchangeId } of finding.evidence) {
        expect((await stage.routepin.execute('exchange.get', { id: exchangeId })).ok).toBe(true);
      }
      const opened = stage.events.filter((event) => event.event === 'finding.opened');
      expect(opened.filter((event) => event.detector === detector)).toHaveLength(1);
      await each.afterwards?.(stage, finding);
    });

    test('its healthy twin is quiet', async () => {
      stage = await Stage.open(each.healthy.stage);
      await each.healthy.play(stage);
      await stage.later(15_000);
      const found = (await stage.findings()).filter((one) => each.alsoTrue?.includes(one.detector) !== true);
      expect(found.map(({ sentence }) => sentence)).toEqual([]);
    });
  });
}
