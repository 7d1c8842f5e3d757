/** The core alone, for main.ts, which reads the program in pieces: by the core's own door all that shells need comes along. */
export { createRoutepin } from '../core/index.ts';
