import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { atExit } from '../at-exit.ts';

/** A server that runs in the foreground, ours to stop. */
export interface RunningApache {
  readonly pid: number;
  readonly folder: string;
  /** Settles when the process has gone, stopped by us or not. */
  readonly ended: Promise<void>;
  readonly hasEnded: boolean;
  /** What it printed, and its error log from byte `from` on. */
  errorLog(from?: number): Promise<string>;
  /** Ends it and waits until it has gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ApacheRun {
  readonly program: string;
  /** Where its files are: configuration, pid, `error.log`. */
  readonly folder: string;
  /** The configuration to run, absolute. */
  readonly configFile: string;
  /** Every port of 127.0.0.1 that it is to listen on. */
  readonly ports: readonly number[];
  /** Those of them to ask whether it is ready: all by default. One that speaks TLS would say nothing. */
  readonly plainPorts?: readonly number[];
  readonly signal?: AbortSignal;
}

/** 10 s is far beyond the slowest start seen (0.1 s); it only has to catch a hang. */
const START_MS = 10_000;
/** A worker that a tunnel keeps busy ignores the polite signal; 0.5 s was the longest seen without one. */
const PATIENCE_MS = 3000;

/**
 * Starts `apache2 -X` and waits until every port answers. Refuses ports that somebody serves already: Apache would fail
 * to start while a naive probe succeeds (APACHE.md §11.3). Rejects with Apache's own words, nothing left running.
 */
export async function runApache(run: ApacheRun): Promise<RunningApache> {
  for (const port of run.ports) {
    if (await accepts(port)) throw new Error(`port ${port} is served by somebody else already`);
  }
  run.signal?.throwIfAborted();
  const child = spawn(run.program, ['-X', '-f', run.configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = atExit(() => child.kill('SIGKILL'));
  let said = '';
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += `${run.program}: ${error.message}\n`;
      resolve();
    });
    child.once('exit', () => resolve());
  }).then(forget);
  const errorLog = (from = 0) => readFrom(path.join(run.folder, 'error.log'), from);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const apache: RunningApache = {
    pid: child.pid ?? 0,
    folder: run.folder,
    ended,
    get hasEnded() {
      return hasEnded();
    },
    errorLog,
    stop: () => end(child, ended),
  };
  for (const port of run.plainPorts ?? run.ports) {
    if (await waitForPort(port, hasEnded, run.signal)) continue;
    await apache.stop();
    run.signal?.throwIfAborted();
    throw new Error(`Apache did not start:\n${withoutDebug(said + (await errorLog()))}`);
  }
  return apache;
}

/** A log without what was only asked for to explain decisions. */
export function withoutDebug(log: string): string {
  return log
    .split('\n')
    .filter((line) => !/^\[[^\]]*\] \[\w+:debug\]/.test(line))
    .join('\n');
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(insist);
}

/** The text of a growing file from byte `from` on; '' while there is none. */
async function readFrom(file: string, from: number): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size <= from) return '';
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

async function waitForPort(port: number, hasEnded: () => boolean, signal?: AbortSignal): Promise<boolean> {
  const giveUpAt = Date.now() + START_MS;
  while (Date.now() < giveUpAt && !hasEnded() && signal?.aborted !== true) {
    if (await answers(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

/**
 * Whether Apache answers on a port. Accepting is not enough: Apache reads its configuration twice and opens its ports
 * both times, so that a connection from between is reset. The line is no request, so that nothing is counted.
 */
export function answers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host }, () => socket.write('?\r\n\r\n'));
    const settle = (isAnswered: boolean): void => {
      resolve(isAnswered);
      socket.destroy();
    };
    socket.setTimeout(1000, () => settle(false));
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

/** Whether somebody listens on a port of `host`. */
export function accepts(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
