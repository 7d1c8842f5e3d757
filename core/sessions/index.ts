/** The door of the sessions room: who is pinned where (README.md). */

export type { SessionPins } from './session-pins.ts';
export { Sessions, type SessionsOptions } from './sessions.ts';
export { loadCookieJudge, type CookieJudge } from './diagnosis/cookie-library.ts';
export { Diagnosis } from './diagnosis/diagnosis.ts';
