import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The renderer: one page that Electron loads from app:// and `routepin serve` serves over HTTP, so every
 * address in it is relative and nothing is inlined that a strict CSP would refuse (DESIGN.md §8).
 */
export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  logLevel: 'warn',
  build: {
    target: 'chrome114',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Loaded from disk or loopback: one file is quicker than several.
    chunkSizeWarningLimit: 2_000,
    emptyOutDir: true,
  },
});
