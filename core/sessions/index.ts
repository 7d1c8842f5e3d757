/** The door of the sessions room: who is pinned where (README.md). */

export { refusalOf } from './diagnosis/browser-verdict.ts';
export { type CookieJudge, loadCookieJudge } from './diagnosis/cookie-library.ts';
export { Diagnosis } from './diagnosis/diagnosis.ts';
export type { Mutes } from './diagnosis/finding-keeper.ts';
export type { SessionPins } from './session-pins.ts';
export { Sessions } from './sessions.ts';
export type { SessionsOptions } from './types.ts';
