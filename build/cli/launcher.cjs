#!/usr/bin/env node
'use strict';
// Starts the program that lies beside this file. What a start of `serve` reads is one file of it; V8's compiled form of
// that, made by the build, spares half of a start: it is there in the time that compiling its source would take. Where it
// doesn't fit (another version of Node, another processor) V8 says so, and the source is compiled as ever.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const filename = path.join(__dirname, 'program.cjs');
// Neither is given back: glibc keeps for itself, in each of V8's threads, up to twice the largest piece of memory that
// ever was (mallopt(3), M_TRIM_THRESHOLD), several megabytes once V8 has compiled what is hot.
const kept = { source: readFileSync(filename), cachedData: codeCache() };
const wrapped = Module.wrap(kept.source.latin1Slice());
const script = new vm.Script(wrapped, { filename, cachedData: kept.cachedData });

// The other files of the program, which are read when they are asked for, find it as what it is: a module of Node's.
const program = new Module(filename, module);
program.filename = filename;
require.cache[filename] = program;
script.runInThisContext()(program.exports, Module.createRequire(filename), program, filename, __dirname);
program.loaded = true;
module.exports = Object.assign(script, { kept });

/** @returns {Buffer | undefined} */
function codeCache() {
  try {
    return readFileSync(path.join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}
