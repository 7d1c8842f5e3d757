/** The door of the rehearsal room: virtual users, failure scripts and their verdict, and comparing answers (README.md). */
export { compareAnswers, type MemberAnswer } from './compare-answers.ts';
export { journeyFrom } from './journey.ts';
export { type IgnoreOptions, ignoredWords } from './normalise.ts';
export { userNames } from './plan.ts';
export { balancersOf, type ResolvedRehearsal, type ResolvedStep, resolveRehearsal } from './resolve.ts';
export { RehearsalRun } from './run.ts';
export { scenariosFor } from './scenarios.ts';
export type { VisitorRequest } from './visitor.ts';
export type { RehearsalClock, RehearsalWorld, StepOutcome, WorldAnswer } from './world.ts';
