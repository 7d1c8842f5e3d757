import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './staleness.mjs';

/** What all our Node bundles share. Electron's oldest runtime (25) has Node 18.15. */
export const nodeBundle = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node18',
  // One character beyond ASCII makes V8 keep the whole bundle in two bytes a character, and read it so at each start.
  charset: 'ascii',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  logLevel: 'silent',
  metafile: true,
  define: {
    // ws looks for these two native helpers at start-up; we don't ship them, so spare it the search.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  },
});

export const commonJsBundle = /** @type {const} */ ({
  ...nodeBundle,
  format: 'cjs',
  // A CommonJS bundle has no import.meta; the core finds its files by it.
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: {
    ...nodeBundle.define,
    'import.meta.url': '__importMetaUrl',
    // Where updates come from and whose they are is part of the program; without both there are none.
    'process.env.ROUTEPIN_UPDATE_URL': JSON.stringify(process.env.ROUTEPIN_UPDATE_URL ?? ''),
    'process.env.ROUTEPIN_UPDATE_KEY': JSON.stringify(process.env.ROUTEPIN_UPDATE_KEY ?? ''),
  },
});

/** Another version than package.json's, for tests of upgrades (`npm run package -- --version`). */
export const otherVersion = process.env.ROUTEPIN_VERSION || undefined;
export const manifest = path.join(root, 'package.json');

/**
 * Bundles, with its warnings as texts and its mistakes as one error.
 * @param {esbuild.BuildOptions} options
 * @param {esbuild.OutputFile[]} [files] filled with what was made, when `options` say that nothing is written
 * @returns {Promise<string[]>} warnings
 */
export async function bundle(options, files = []) {
  const color = process.stdout.isTTY;
  try {
    const { warnings, metafile, outputFiles } = await esbuild.build({
      ...options,
      plugins: [...versionPlugins(), ...(options.plugins ?? [])],
    });
    files.push(...(outputFiles ?? []));
    for (const file of Object.keys(metafile?.inputs ?? {})) noteBundled(file);
    return await esbuild.formatMessages(warnings, { kind: 'warning', color });
  } catch (error) {
    const { errors } = /** @type {Partial<esbuild.BuildFailure>} */ (error);
    if (!errors) throw error;
    throw new Error((await esbuild.formatMessages(errors, { kind: 'error', color })).join(''));
  }
}

/** @returns {esbuild.Plugin[]} */
function versionPlugins() {
  if (otherVersion === undefined) return [];
  const contents = JSON.stringify({ version: otherVersion });
  return [
    {
      name: 'routepin:version',
      setup({ onLoad }) {
        onLoad({ filter: /package\.json$/ }, (args) =>
          args.path === manifest ? { contents, loader: 'json' } : undefined,
        );
      },
    },
  ];
}

/** Packages whose code is in what was built: what users install carries their licences. */
const bundled = new Set();

/** @param {string} file of a module that went into a bundle */
export function noteBundled(file) {
  const [, name] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  if (name !== undefined) bundled.add(name.replace('\\', '/'));
}

/** The packages noted so far, sorted. */
export function bundledPackages() {
  return [...bundled].sort();
}

/**
 * Writes one file of a program that was split, as CommonJS and as small as it gets with its names kept, with its map and its
 * licences beside it.
 * @param {string} file
 * @param {string} text with its map inside, if there is one
 * @param {boolean} sourcemap
 */
export async function writeCommonJs(file, text, sourcemap) {
  const name = path.basename(file);
  const { code, map, legalComments } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: commonJsBundle.target,
    supported: { 'dynamic-import': false },
    charset: commonJsBundle.charset,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'external',
    ...(text.includes('__importMetaUrl') ? { banner: commonJsBundle.banner.js } : {}),
    sourcemap: sourcemap ? 'external' : false,
    sourcefile: name,
  });
  await writeFile(file, sourcemap ? `${code}//# sourceMappingURL=${name}.map\n` : code);
  if (sourcemap) await writeFile(`${file}.map`, map);
  if (legalComments) await writeFile(`${file}.LEGAL.txt`, legalComments);
}
