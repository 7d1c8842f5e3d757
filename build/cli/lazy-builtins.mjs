import { createRequire } from 'node:module';

/** Node's modules that take some milliseconds to load, and that a balancer of plain HTTP needs none of. */
const LARGE = /^(?:node:)?(http|https|tls|zlib)$/;

const LAZY = '\0routepin:lazy:';

/**
 * Loads the larger modules of Node when the first of their names is used, not where they are imported. What is imported
 * is an object with a getter for each name, and in bundled CommonJS a name is read where it is used.
 * @type {import('rolldown').Plugin}
 */
export const lazyBuiltins = {
  name: 'routepin:lazy-builtins',
  resolveId(wanted, importer) {
    const [, name] = LARGE.exec(wanted) ?? [];
    return name === undefined || importer?.startsWith(LAZY) ? null : `${LAZY}${name}`;
  },
  load(id) {
    if (!id.startsWith(LAZY)) return null;
    const name = `node:${id.slice(LAZY.length)}`;
    const getters = Object.keys(createRequire(import.meta.url)(name)).map(
      (key) => `get ${key}() { return load().${key}; },`,
    );
    return {
      code: `const load = () => require('${name}');\nmodule.exports = {\n${getters.join('\n')}\n};\n`,
      moduleType: 'js',
    };
  },
};
