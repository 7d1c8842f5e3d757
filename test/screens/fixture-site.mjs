// @ts-check
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import viteConfig from '../../build/vite.config.mjs';

/** One for each run: pictures and tests may be made at the same time. */
const outDir = fileURLToPath(new URL(`../../.cache/screens-build-${process.pid}`, import.meta.url));

/**
 * Builds the renderer in fixture mode (never in what ships) and serves it on loopback: states of the whole window
 * without a core, and the catalogue of components at `catalog.html`.
 *
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>} `origin` ends with a slash
 */
export async function serveFixture() {
  await build({
    ...viteConfig,
    configFile: false,
    mode: 'fixture',
    build: {
      ...viteConfig.build,
      outDir,
      rolldownOptions: {
        input: ['index.html', 'catalog.html'].map((page) =>
          fileURLToPath(new URL(`../../renderer/${page}`, import.meta.url)),
        ),
      },
    },
  });
  const server = await preview({
    ...viteConfig,
    configFile: false,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const close = async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
  return { origin: server.resolvedUrls?.local[0] ?? '', close };
}
