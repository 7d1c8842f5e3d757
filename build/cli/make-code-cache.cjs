'use strict';
/**
 * Writes V8's code cache of the built command line beside it (launcher.cjs reads it): of what a start of `serve` and
 * its first request ran, since the cache holds what was compiled so far.
 *
 *   node build/cli/make-code-cache.cjs FOLDER
 */
const { writeFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const v8 = require('node:v8');

// The cache carries the flags it was made under, and is refused by a start that has others yet.
v8.setFlagsFromString = () => {};

const folder = path.resolve(process.argv[2] ?? '');
const backend = http.createServer((_request, response) => response.end('hello'));
backend.listen(0, '127.0.0.1', async () => {
  const member = `http://127.0.0.1:${/** @type {net.AddressInfo} */ (backend.address()).port}`;
  const port = await freePort();
  process.argv.splice(2, Number.POSITIVE_INFINITY, 'serve', '--no-ui', '--backend', member);
  process.argv.push('--listen', `127.0.0.1:${port}`);
  const exit = process.exit;
  process.exit = (code) => {
    if (code === 0) writeFileSync(path.join(folder, 'program.cache'), script.createCachedData());
    return exit(code);
  };
  /** @type {import('node:vm').Script} */
  const script = require(path.join(folder, 'routepin.js'));
  untilAnswered(port, 200);
});

/** @param {number} port @param {number} tries */
function untilAnswered(port, tries) {
  const again = () => {
    if (tries === 0) process.exit(1);
    setTimeout(untilAnswered, 10, port, tries - 1);
  };
  http
    .get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().on('end', () => process.kill(process.pid, 'SIGTERM'));
    })
    .on('error', again);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}
