/** Names of session cookies: one list for sessions, detectors and rehearsals (core/contract/session-signs.ts). */
export { isNoSessionName, isSessionName } from '../contract/index.ts';
