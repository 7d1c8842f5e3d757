#!/usr/bin/env node
'use strict';
// Starts the program that lies beside this file. V8's compiled form of it, made by the build, spares half of a start:
// `serve` is there in the time that reading and compiling its source would take. Where it doesn't fit (another
// version of Node, another processor) V8 says so, and the source is compiled as ever.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const filename = path.join(__dirname, 'program.cjs');
const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
const script = new vm.Script(wrapped, { filename, cachedData: codeCache() });
script.runInThisContext()(exports, require, module, filename, __dirname);
module.exports = script;

/** @returns {Buffer | undefined} */
function codeCache() {
  try {
    return readFileSync(path.join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}
