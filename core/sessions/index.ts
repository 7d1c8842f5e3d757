/** The door of the sessions room: who is pinned where (README.md). */
export { Sessions, type SessionsOptions } from './sessions.ts';
