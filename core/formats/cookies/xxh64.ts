const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

/**
 * XXH64 with seed 0, which HAProxy makes its dynamic cookies of. The input is a key and an address: speed does not matter.
 * Source: the xxHash specification, "XXH64 Algorithm Description", whose step numbers these are.
 */
export function xxh64(bytes: readonly number[]): bigint {
  const { length } = bytes;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    // Steps 1 to 3: four accumulators over stripes of 32 bytes, joined.
    let lanes = [u64(P1 + P2), P2, 0n, u64(-P1)];
    for (; at + 32 <= length; at += 32) {
      const stripe = at;
      lanes = lanes.map((lane, index) => round(lane, little(bytes, stripe + index * 8, 8)));
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes;
    hash = u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
  } else hash = P5;
  // Step 4: the length.
  hash = u64(hash + BigInt(length));
  // Step 5: what is left, by eight, four and one.
  for (; at + 8 <= length; at += 8) {
    hash = u64(rotate(hash ^ round(0n, little(bytes, at, 8)), 27n) * P1 + P4);
  }
  for (; at + 4 <= length; at += 4) {
    hash = u64(rotate(hash ^ u64(little(bytes, at, 4) * P1), 23n) * P2 + P3);
  }
  for (; at < length; at++) hash = u64(rotate(hash ^ u64(BigInt(bytes[at] ?? 0) * P5), 11n) * P1);
  // Step 6: the avalanche.
  hash = u64((hash ^ (hash >> 33n)) * P2);
  hash = u64((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

function round(lane: bigint, input: bigint): bigint {
  return u64(rotate(u64(lane + input * P2), 31n) * P1);
}

function rotate(value: bigint, by: bigint): bigint {
  return u64((value << by) | (value >> (64n - by)));
}

function little(bytes: readonly number[], at: number, count: number): bigint {
  let value = 0n;
  for (let index = count - 1; index >= 0; index--) value = value * 256n + BigInt(bytes[at + index] ?? 0);
  return value;
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
