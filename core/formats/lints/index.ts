/** The door of the lints. */
export { CONFIGURATION_LINTS, lintConfiguration } from './lint-configuration.ts';
export { lintProject, PROJECT_LINTS } from './lint-project.ts';
