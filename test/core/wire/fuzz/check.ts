/** Judges one input: the same events at every split, and agreement with the oracle. */
import { requestCorpus, responseCorpus } from '../corpus/index.ts';
import { type Asked, type Run, runRequests, runResponses } from '../oracle/codec-run.ts';
import { compareRequests, compareResponses } from '../oracle/compare.ts';
import { generateRequest, generateResponse, mutate, repeatFields } from './generate.ts';
import type { Random } from './random.ts';

/** An input that can be replayed; `text` is latin1. */
export interface FuzzCase {
  readonly kind: 'request' | 'response';
  readonly text: string;
  readonly cuts: readonly number[];
  readonly asked: Asked;
}

/** Messages to start from. */
export interface Seeds {
  readonly requests: readonly string[];
  readonly responses: readonly string[];
}

/** The corpus as seeds, without the messages that are only there to be too long: they cost and teach nothing here. */
export function corpusSeeds(): Seeds {
  const seeds = (entries: readonly { bytes: string }[]) =>
    entries.map((entry) => entry.bytes).filter((bytes) => bytes.length < 1000);
  return { requests: seeds(requestCorpus), responses: seeds(responseCorpus) };
}

/** A connection may bring so many: one message, and three that repeat its fields. */
const MOST_MESSAGES = 4;

/**
 * A random case: one to three messages on a connection, from `corpus` or generated, mostly mutated; or messages that
 * repeat the fields of the first, exactly or nearly.
 */
export function randomCase(random: Random, corpus: Seeds): FuzzCase {
  const kind = random.oneIn(3) ? 'response' : 'request';
  const generate = kind === 'request' ? generateRequest : generateResponse;
  const repeats = random.oneIn(3);
  let text = '';
  if (repeats) text = repeatFields(random, generate);
  else
    for (let n = random.oneIn(2) ? 1 : 1 + random.below(3); n > 0; n--) {
      const known = kind === 'request' ? corpus.requests : corpus.responses;
      if (known.length > 0 && random.oneIn(4)) text += random.pick(known);
      else text += generate(random);
    }
  // What repeats is changed by itself already; changed twice, little of it would get as far as the repetition.
  if (!random.oneIn(3) && (!repeats || random.oneIn(4))) text = mutate(random, text);
  const methods = Array.from({ length: MOST_MESSAGES }, () => (random.oneIn(6) ? 'HEAD' : 'GET'));
  return {
    kind,
    text,
    cuts: random.cuts(text.length),
    asked: { methods, asksUpgrade: random.oneIn(2), isClosed: random.oneIn(2) },
  };
}

/** What a case shows. `accepted`: at least one whole message. */
export interface Verdict {
  readonly divergence: string | null;
  readonly accepted: boolean;
}

/** Judges one case. An exception of ours is a divergence too. */
export function judge(fuzzCase: FuzzCase): Verdict {
  try {
    const bytes = Buffer.from(fuzzCase.text, 'latin1');
    const whole = run(fuzzCase, bytes, []);
    const accepted = whole.messages.some((message) => message.isComplete);
    if (fuzzCase.cuts.length > 0) {
      const inParts = run(fuzzCase, bytes, fuzzCase.cuts);
      const difference = differenceOfRuns(whole, inParts);
      if (difference !== null) return { divergence: `split: ${difference}`, accepted };
    }
    const divergence =
      fuzzCase.kind === 'request'
        ? compareRequests(bytes, whole)
        : compareResponses(bytes, whole, fuzzCase.asked.methods, fuzzCase.asked.isClosed === true);
    return { divergence, accepted };
  } catch (thrown) {
    return {
      divergence: `thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`,
      accepted: false,
    };
  }
}

function run(fuzzCase: FuzzCase, bytes: Uint8Array, cuts: readonly number[]): Run {
  return fuzzCase.kind === 'request' ? runRequests(bytes, cuts) : runResponses(bytes, fuzzCase.asked, cuts);
}

/** What differs between two readings of the same bytes, or null. Where a failed reader stopped consuming is free. */
export function differenceOfRuns(a: Run, b: Run): string | null {
  if (
    a.error?.code !== b.error?.code ||
    a.error?.offset !== b.error?.offset ||
    a.error?.status !== b.error?.status
  ) {
    return `error ${JSON.stringify(a.error)} or ${JSON.stringify(b.error)}`;
  }
  if (a.error === null && a.consumed !== b.consumed) return `consumed ${a.consumed} or ${b.consumed}`;
  const left = JSON.stringify(a.messages);
  const right = JSON.stringify(b.messages);
  return left === right ? null : `messages ${left} or ${right}`;
}

/** The smallest case, by removing characters and cuts, that still diverges in the same way (same first word). */
export function minimise(fuzzCase: FuzzCase): FuzzCase {
  const word = (verdict: Verdict) =>
    verdict.divergence?.split(':').slice(0, 3).join(':').replace(/\d+/g, '') ?? null;
  const wanted = word(judge(fuzzCase));
  let best = fuzzCase;
  const tryCase = (candidate: FuzzCase): boolean => {
    if (word(judge(candidate)) !== wanted) return false;
    best = candidate;
    return true;
  };
  for (let length = Math.max(1, best.text.length >> 1); length >= 1; length >>= 1) {
    for (let at = 0; at < best.text.length; ) {
      const text = best.text.slice(0, at) + best.text.slice(at + length);
      if (!tryCase({ ...best, text, cuts: best.cuts.filter((cut) => cut < text.length) })) at += length;
    }
  }
  for (const cut of best.cuts) tryCase({ ...best, cuts: best.cuts.filter((other) => other !== cut) });
  return best;
}
