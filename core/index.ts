/** The only door of core: a project brought to life, and what shells need around it (core/README.md). */
export { createRoutepin } from './app/create-routepin.ts';
export { counted, inFlightWords, listed } from './app/in-flight-words.ts';
export { notObeyedYet } from './app/not-obeyed-yet.ts';
export { type BackendsOptions, projectFromBackends } from './app/project-from-backends.ts';
export type { ReportedTab, Routepin, RoutepinOptions } from './app/routepin-api.ts';
export type { OwnCertificate } from './app/site-certificates.ts';
export { asksForWiderListen, type WiderListen } from './app/wider-listen.ts';
export { findFreePort } from './host/free-port.ts';
export { startUiServer, type UiServer, type UiServerOptions } from './host/ui-server.ts';
