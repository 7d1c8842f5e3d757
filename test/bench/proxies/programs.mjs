// Starts programs on one core and ends them again.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { environment } from '../environment.mjs';

const running = new Set();

/** Starts `program` on `core`. Its first words on stderr are kept, to explain why it ended. */
export function startOn(core, program, args, options = {}) {
  const child = spawn('taskset', ['-c', String(core), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    ...options,
  });
  let words = '';
  child.stdout.on('data', (bytes) => {
    if (words.length < 4000) words += bytes;
  });
  child.stderr.on('data', (bytes) => {
    if (words.length < 4000) words += bytes;
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return { child, pid: child.pid, words: () => words };
}

/** Ends a program in an orderly way, and after a while in any way. */
export async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 8000);
  await ended;
  clearTimeout(impatience);
}

export async function stopAll() {
  await Promise.all([...running].map((child) => stop({ child })));
}

/** Runs a program to its end and gives what it printed. */
export async function run(core, program, args) {
  const child = spawn('taskset', ['-c', String(core), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  child.stderr.on('data', (bytes) => (text += bytes));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, text };
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Asks until a proxied answer comes; gives its first line. */
export async function firstAnswer(port, { program, withinMs = 15_000 }) {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const answer = await askOnce(port);
    if (answer.startsWith('HTTP/1.1 200')) return answer;
    if (program.child.exitCode !== null) throw new Error(`it ended: ${program.words()}`);
    if (performance.now() > endMs) throw new Error(`no answer on ${port} (${answer}): ${program.words()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function askOnce(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('connect', () =>
      socket.write('GET / HTTP/1.1\r\nHost: bench.test\r\nConnection: close\r\n\r\n'),
    );
    socket.on('data', (bytes) => (text += bytes.latin1Slice()));
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(text.slice(0, text.indexOf('\r\n'))));
  });
}
