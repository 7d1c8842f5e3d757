/** The registry of lints of configurations: one line each; `index.ts` takes whatever is exported here. */
export { accessControlObsolete } from './configuration/access-control-obsolete.ts';
export { balancerUndeclared } from './configuration/balancer-undeclared.ts';
export { lbmethodModuleMissing } from './configuration/lbmethod-module-missing.ts';
export { namevirtualhostObsolete } from './configuration/namevirtualhost-obsolete.ts';
export { proxyRequestsOn } from './configuration/proxy-requests-on.ts';
export { proxySectionPrefix } from './configuration/proxy-section-prefix.ts';
export { proxypassreverseDoubleSlash } from './configuration/proxypassreverse-double-slash.ts';
export { quotesInsideWord } from './configuration/quotes-inside-word.ts';
export { refusedByApache } from './configuration/refused-by-apache.ts';
export { setCookieAlways } from './configuration/set-cookie-always.ts';
export { setCookieNotAdded } from './configuration/set-cookie-not-added.ts';
export { setCookieUnconditional } from './configuration/set-cookie-unconditional.ts';
export { sharedMemoryModuleMissing } from './configuration/shared-memory-module-missing.ts';
export { timeoutMilliseconds } from './configuration/timeout-milliseconds.ts';
