/** The hostile corpus: odd and hostile messages, each with its verdict. */
import { requestBodies } from './request-bodies.ts';
import { requestFields } from './request-fields.ts';
import { requestLines } from './request-lines.ts';

export { responseCorpus } from './responses.ts';

export const requestCorpus = [...requestLines, ...requestFields, ...requestBodies];
