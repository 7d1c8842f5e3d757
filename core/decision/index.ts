/** The door of the decision room: what Apache would do, as pure functions (see README.md). */
export * from './exchange-types.ts';
export * from './member-state.ts';
