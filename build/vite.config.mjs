import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const ENTRY = fileURLToPath(new URL('../renderer/index.html', import.meta.url));
/** @type {Set<string> | null} */
let reachable = null;
/** @type {Map<string, boolean>} */
const schemas = new Map();

/**
 * Zod, and the contract's modules that stand on it. By the contract's one door every module reaches them, but what
 * the first window shows uses none; were that to change, the page would read this file, too, before it is drawn.
 * @param {string} id
 * @param {{ getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }} graph
 * @returns {boolean}
 */
function isSchema(id, graph) {
  if (/[\\/]node_modules[\\/]zod[\\/]/.test(id)) return true;
  if (!/[\\/]core[\\/]contract[\\/](?!index\.ts$)/.test(id)) return false;
  const known = schemas.get(id);
  if (known !== undefined) return known;
  // Also ends a circle.
  schemas.set(id, false);
  const found = graph.getModuleInfo(id)?.importedIds.some((imported) => isSchema(imported, graph)) === true;
  schemas.set(id, found);
  return found;
}

/**
 * The modules that the entry imports without waiting for anything, by id.
 * @param {{ getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }} graph
 */
function atStart(graph) {
  if (reachable !== null) return reachable;
  const found = new Set([ENTRY]);
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  reachable = found;
  return found;
}

/**
 * React comes as CommonJS, each file a function that runs at once. V8 reads such a function once when it stands in brackets as
 * `function`, and twice, the first time for its end only, as an arrow: of the first file's time that was the largest part.
 * @type {import('vite').Plugin}
 */
const packagesReadOnce = {
  name: 'routepin:packages-read-once',
  // Before names are shortened; only heads of lines change, so that source maps stay true.
  renderChunk(code) {
    const heads = /(__commonJS(?:Min)?\(\()\(([\w$, ]*)\) => \{/g;
    return heads.test(code) ? { code: code.replace(heads, '$1function($2) {'), map: null } : null;
  },
};

/**
 * The renderer: one page that Electron loads from app:// and `routepin serve` serves over HTTP, so every
 * address in it is relative and nothing is inlined that a strict CSP would refuse (DESIGN.md §8).
 */
export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  plugins: [react(), packagesReadOnce],
  logLevel: 'warn',
  build: {
    target: 'chrome114',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      output: {
        // Loaded from disk or loopback, one file is quicker than several: so what the first window needs is one, and what is
        // read when it stands (renderer/screens/lazy-part.tsx) another, with the schemas that only that uses beside it.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: (id, graph) =>
                isSchema(id, graph) ? 'schemas' : atStart(graph).has(id) ? 'start' : 'later',
              debugName: 'start, later and schemas',
            },
          ],
        },
      },
      treeshake: {
        // The contract's modules only say what data looks like: whoever uses none of a module's schemas needs none of zod.
        moduleSideEffects: (/** @type {string} */ id) => !/[\\/]core[\\/]contract[\\/]/.test(id),
      },
    },
    emptyOutDir: true,
  },
});
