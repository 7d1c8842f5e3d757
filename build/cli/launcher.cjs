#!/usr/bin/env node
'use strict';
// Starts the program that lies beside this file. V8's compiled form of it, made by the build, spares half of a start:
// `serve` is there in the time that reading and compiling its source would take. Where it doesn't fit (another
// version of Node, another processor) V8 says so, and the source is compiled as ever.
const { closeSync, openSync, readFileSync, readSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

// glibc keeps for itself, in each of V8's threads, up to twice the largest piece of memory that was ever given back
// (mallopt(3), M_TRIM_THRESHOLD): with both files read as a whole, 7 MB more once V8 has compiled what is hot. So the
// source is read in pieces, and the compiled form is not given back.
const PIECE_BYTES = 262_144;

const filename = path.join(__dirname, 'program.cjs');
const cachedData = codeCache();
const wrapped = `(function (exports, require, module, __filename, __dirname) {${source()}\n})`;
const script = new vm.Script(wrapped, { filename, cachedData });
module.exports = Object.assign(script, { kept: cachedData });
script.runInThisContext()(exports, require, module, filename, __dirname);

/** @returns {string} */
function source() {
  const file = openSync(filename, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let text = '';
  for (;;) {
    const bytes = readSync(file, piece);
    if (bytes === 0) break;
    text += piece.toString('latin1', 0, bytes);
  }
  closeSync(file);
  return text;
}

/** @returns {Buffer | undefined} */
function codeCache() {
  try {
    return readFileSync(path.join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}
