#!/usr/bin/env node
/**
 * The longest tasks of the pages' main threads in a trace of Chromium, as JSON: `node longest-tasks.mjs FILE`. A program of
 * its own, which ends: a trace is a hundred megabytes of objects, and whoever has read one collects its garbage on all cores for
 * a while.
 */
import { readFile } from 'node:fs/promises';

const { traceEvents } = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
const mains = new Set(
  traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid}/${tid}`),
);
const tasks = traceEvents.filter(
  ({ ph, name, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && mains.has(`${pid}/${tid}`),
);
const cpu = tasks.map(({ tdur, dur }) => (tdur ?? dur) / 1000).sort((a, b) => b - a);
const wall = tasks.map(({ dur }) => dur / 1000).sort((a, b) => b - a);
console.log(
  JSON.stringify({
    tasks: tasks.length,
    cpuMs: cpu[0] ?? 0,
    wallMs: wall[0] ?? 0,
    over50: cpu.filter((ms) => ms > 50).length,
  }),
);
