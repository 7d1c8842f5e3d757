export { maskingOf } from './masking.ts';
export { readHar } from './read-har.ts';
export { type HarOptions, writeHar } from './write-har.ts';
