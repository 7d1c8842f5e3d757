/**
 * What an update needs, read when it is asked for. In a file of its own: the build splits at `import()`, and a package in
 * CommonJS that is imported so has no names, only a default (build/split-bundle.mjs).
 */
export { autoUpdater } from 'electron-updater';
export { SignedProvider } from './signed-provider.ts';
