// The built desktop app in the test runtime, with a project of four members, and what the system tells of its processes.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { ensureElectronRuntime } from '../../../build/electron-runtime.mjs';
import { environment } from '../environment.mjs';
import { familyOf } from '../proxies/machine.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const TICK_MS = 10;
/** Longer than anything here takes on a busy machine; whoever waits so long waits for nothing. */
const LIMIT_MS = 30_000;
/** Others are at rest when they take less than this many cores in a window of that many milliseconds. */
const REST_CORES = 0.15;
const REST_WINDOW_MS = 500;
const REST_LIMIT_MS = 10_000;

/** What `promise` gives, or an error that names what did not come in time. */
export async function within(promise, what, limitMs = LIMIT_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Backends and client in their own process, on `core`. */
export async function startTraffic(core) {
  const file = fileURLToPath(new URL('traffic.mjs', import.meta.url));
  const child = spawn('taskset', ['-c', String(core), process.execPath, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const begun = new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the traffic process ended with ${code}`)));
  });
  const { ports } = await within(begun, 'the ports of the traffic process').catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  let lastId = 0;
  const ask = (question) => {
    lastId += 1;
    const id = lastId;
    const answer = new Promise((resolve) => {
      const onMessage = (message) => {
        if (message.id !== id) return;
        child.off('message', onMessage);
        resolve(message);
      };
      child.on('message', onMessage);
      child.send({ id, ...question });
    });
    return within(answer, `the traffic process's answer to "${question.ask}"`);
  };
  return {
    ports,
    start: (port, perSecond) => ask({ ask: 'start', port, perSecond }),
    count: () => ask({ ask: 'count' }),
    stop: () => ask({ ask: 'stop' }),
    end: () => child.disconnect(),
  };
}

/** A folder with a project of these members, and the port it listens on. */
export async function makeProject(ports) {
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-bench-ui-'));
  const port = await freePort();
  const file = path.join(folder, 'bench.routepin.json');
  const members = ports.map((member, index) => ({
    url: `http://127.0.0.1:${member}`,
    route: String(index + 1),
  }));
  const project = {
    version: 1,
    name: 'bench',
    balancers: [
      { name: 'lb', stickysession: 'ROUTEID', members, routeCookie: { name: 'ROUTEID', path: '/' } },
    ],
    sites: [
      { name: 'bench', listen: `127.0.0.1:${port}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
    ],
  };
  await writeFile(file, JSON.stringify(project));
  return { folder, file, port, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** What a start needs: the program, its switches and a folder with nothing remembered. */
export async function launchPlan(args) {
  const runtime = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? (await ensureElectronRuntime());
  const userDataDir = await mkdtemp(path.join(tmpdir(), 'routepin-bench-user-'));
  const isRoot = process.getuid?.() === 0;
  const argsOf = (app) => [
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${userDataDir}`,
    app,
    ...args,
  ];
  return {
    program: path.join(runtime, 'electron'),
    args: argsOf(ROOT),
    /** The same for another program than ours. */
    argsOf,
    env: { ...environment, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ROUTEPIN_UNATTENDED: '1' },
    cwd: ROOT,
    forget: () => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The app with the project open and its site listening. */
export async function launchApp(project) {
  const plan = await launchPlan([project.file]);
  const app = await _electron.launch({
    executablePath: plan.program,
    args: plan.args,
    env: plan.env,
    cwd: plan.cwd,
    timeout: 120_000,
  });
  const page = await app.firstWindow({ timeout: 120_000 });
  await page.waitForLoadState('load');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  await page.waitForFunction(
    async () => {
      const result = await window.routepin.execute('snapshot.get', {});
      return result.ok && result.value.sites.some(({ state }) => state === 'listening');
    },
    undefined,
    { polling: 100 },
  );
  return {
    app,
    page,
    pid: app.process().pid,
    run: (name, params) =>
      page.evaluate(([name, params]) => window.routepin.execute(name, params), [name, params]),
    close: async () => {
      await within(app.close(), 'the end of the app').catch(() => app.process().kill('SIGKILL'));
      await plan.forget();
    },
  };
}

/** CPU time of one process with all its threads so far, in milliseconds. */
export function cpuMs(pid) {
  return statMs(pid, 11);
}

/** CPU time of what this script has started and seen end, in milliseconds. */
function endedMs() {
  return statMs(process.pid, 13);
}

/** Two fields of a process's stat (proc(5), counted after its name), its own time and the kernel's for it. */
async function statMs(pid, field) {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[field]) + Number(fields[field + 1])) * TICK_MS;
}

/** How often a process's main thread has waited for something so far: turns of its loop. */
export async function turnsOf(pid) {
  const text = await readFile(`/proc/${pid}/task/${pid}/status`, 'latin1');
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0);
}

/**
 * Begins to watch what else the machine does; the result tells it in words. `pids` gives the roots of our processes (they
 * and what they started are ours, and so are this script and its parents' screen).
 */
export async function watchMachine(pids) {
  const look = await watchOthers(pids);
  return async () => {
    const { others, busy } = await look();
    const cores = availableParallelism();
    const words = `others took ${others.toFixed(1)} of ${cores} cores`;
    return busy > cores * 0.95 ? `${words}, none was idle` : words;
  };
}

/**
 * Waits until others have left the machine alone for half a second, ten seconds at most. When a page or an app is gone the system
 * takes its memory back, and a virtual machine gives that to its host: some seconds later its kernel has the cores for up to
 * two seconds, whatever waits for them.
 */
export async function untilOthersRest(pids) {
  const endMs = performance.now() + REST_LIMIT_MS;
  for (let others = 1; others > REST_CORES && performance.now() < endMs; ) {
    const look = await watchOthers(pids);
    await sleep(REST_WINDOW_MS);
    others = (await look()).others;
  }
}

/** Begins to watch; the result tells how many cores others took since, and how many were busy. */
async function watchOthers(pids) {
  const ours = async () => {
    const all = new Set([process.pid, ...pids].flatMap((pid) => [pid, ...familyOf(pid)]));
    const times = await Promise.all([...all].map((pid) => cpuMs(pid).catch(() => 0)));
    return times.reduce((sum, ms) => sum + ms, await endedMs());
  };
  const before = { own: await ours(), all: await busyMs(), atMs: performance.now() };
  return async () => {
    const [own, all] = [(await ours()) - before.own, (await busyMs()) - before.all];
    const elapsedMs = performance.now() - before.atMs;
    return { others: Math.max(0, all - own) / elapsedMs, busy: all / elapsedMs };
  };
}

/** CPU time that processes have had of all cores, in milliseconds: without interrupts, which here are those of our own load. */
async function busyMs() {
  const [, user, nice, system] = (await readFile('/proc/stat', 'latin1')).split(/\s+/, 4);
  return [user, nice, system].reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}

/** Proportional memory of the app's processes in bytes: what they share is counted once. */
export async function pssBytes(pid) {
  let sum = 0;
  for (const each of familyOf(pid)) {
    // A helper may end while the list is read.
    const text = await readFile(`/proc/${each}/smaps_rollup`, 'latin1').catch(() => '');
    sum += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return sum;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort() {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
