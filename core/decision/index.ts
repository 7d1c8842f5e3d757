/** The door of the decision room: what Apache would do, as pure functions (see README.md). */
export * from './balancer.ts';
export { bytesOf, textOf } from './byte-text.ts';
export * from './describe.ts';
export * from './exchange-plan.ts';
export * from './exchange-types.ts';
export * from './explain.ts';
export { type Failure, failureOf } from './failure-table.ts';
export * from './health-check.ts';
export { keepTrace, ownText } from './keep-trace.ts';
export { isInError, statusOf, takeFlagChanges } from './member-flags.ts';
export * from './member-state.ts';
export * from './proxying/index.ts';
export { retryInMs } from './recovery.ts';
export { lookUpSession } from './sticky-lookup.ts';
export { summariseDecision } from './summarise.ts';
