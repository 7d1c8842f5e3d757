/** Proxying rules that clients and members can observe (APACHE.md §6, §7), as pure functions. */
export { chooseSite } from './choose-site.ts';
export * from './client-response.ts';
export * from './error-page.ts';
export { type Fields, joinedCookies } from './field-list.ts';
export { type MappedRequest, mapRequest, memberTarget } from './map-request.ts';
export * from './max-forwards.ts';
export * from './member-request.ts';
export * from './reverse-location.ts';
