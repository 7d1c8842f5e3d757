/**
 * The side door of core: what only some commands need, such as configuration texts and the comparison with a real
 * Apache. Whoever starts a balancer must not import it but reach it through `import()`, so that a start doesn't read it.
 */
export {
  detectImportFormat,
  INCLUDE_LIMITS,
  type IncludedFile,
  type IncludeReader,
  importConfiguration,
  lintConfiguration,
  lintProject,
  renderExport,
  renderStandalone,
  type StandalonePlace,
} from './formats/index.ts';
export { findApacheModules, findServerAccount } from './host/apache/apache-places.ts';
export { type ApacheInstall, findApache } from './host/apache/find-apache.ts';
export { runParity } from './parity/index.ts';
