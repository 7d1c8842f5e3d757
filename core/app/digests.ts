import { createHash, createHmac } from 'node:crypto';
import type { Digests } from '../formats/index.ts';

/** The digests that balancers make cookies of, for the pure rooms. */
export const DIGESTS: Digests = {
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  md5: (text) => createHash('md5').update(text).digest('hex'),
  hmacSha256: (key, text) => createHmac('sha256', key).update(text).digest('hex'),
};
