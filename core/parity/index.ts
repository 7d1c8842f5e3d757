/** The door of the parity room: a project beside a real Apache (README.md). */
export type { RecordedRequest } from './recorded.ts';
export { type ParityOptions, runParity } from './run-parity.ts';
