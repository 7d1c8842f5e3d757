/** The door of the contract: data that crosses a process or file boundary. Imports nothing but zod. */
export * from './commands.ts';
export * from './decision-record.ts';
export * from './desktop-bridge.ts';
export * from './dispatch.ts';
export * from './events.ts';
export * from './exchange.ts';
export * from './live-edit.ts';
export * from './member-status.ts';
export * from './member-url.ts';
export * from './problems.ts';
export * from './project.ts';
export * from './project-schema.ts';
export * from './result.ts';
export * from './route-cookie.ts';
export * from './sentence.ts';
export * from './settings.ts';
export * from './views.ts';
