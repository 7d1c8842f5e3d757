import { readFile } from 'node:fs/promises';
import type { ReplayAnswer, ReplayRow, ReplayView } from '../contract/index.ts';
import type { Routepin } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { ask, startPrivately } from './private-routepin.ts';
import { readProjectFile } from './project-file.ts';

export interface ReplayOptions {
  /** The route on which everything is asked once more; without it wherever the balancer sends it. */
  readonly route?: string;
  readonly allowUnsafe: boolean;
  readonly secrets: boolean;
  readonly json: boolean;
}

/** `routepin replay PROJECT RECORDING`: a recording's requests on their own route and on another, and how the answers differ. */
export async function runReplay(
  projectFile: string,
  recordingFile: string,
  { route, allowUnsafe, secrets, json }: ReplayOptions,
): Promise<void> {
  const project = await readProjectFile(projectFile);
  const recording = await readFile(recordingFile, 'utf8').catch((error: Error) => {
    throw new CliFailure(EXIT.usage, `${recordingFile} can’t be read: ${error.message}`);
  });
  const routepin = await startPrivately(project);
  try {
    const ended = whenReplayed(routepin);
    await ask(routepin, 'replay.start', {
      recording,
      allowUnsafe,
      ...(route === undefined ? {} : { route }),
    });
    await ended;
    const view = await ask(routepin, 'replay.get', { secrets });
    process.stdout.write(`${json ? JSON.stringify(view) : replayLines(view).join('\n')}\n`);
    const { same, different, failed } = view.counts;
    if (view.trouble !== null) throw new CliFailure(EXIT.failed, view.trouble.message);
    if (different + failed > 0 || same === 0) throw new CliFailure(EXIT.failed, verdictOf(view));
  } finally {
    await routepin.stop();
  }
}

function whenReplayed(routepin: Routepin): Promise<void> {
  return new Promise((resolve) => {
    const remove = routepin.onEvent(
      ({ event }) => {
        if (event !== 'replay.finished') return;
        remove();
        resolve();
      },
      { exchanges: false },
    );
  });
}

function verdictOf({ counts: { same, different, failed, sessionLost, skipped } }: ReplayView): string {
  if (same + different + failed === 0) return `nothing was compared, ${skipped} left out`;
  return [
    ...(different === 0 ? [] : [`${different} of ${same + different} answers differ`]),
    ...(sessionLost === 0 ? [] : [`the session was not known ${sessionLost} times`]),
    ...(failed === 0 ? [] : [`${failed} came to nothing`]),
  ].join(', ');
}

function replayLines(view: ReplayView): readonly string[] {
  const width = Math.min(60, Math.max(...view.rows.map((row) => nameOf(row).length)));
  const where = view.route === null ? 'once more' : `on route ${view.route}`;
  return [
    `${view.total} requests ${where}`,
    '',
    ...view.rows.flatMap((row) => [
      `  ${nameOf(row).padEnd(width)}  ${answer(row.own).padEnd(10)}  ${answer(row.other).padEnd(10)}  ${wordsOf(row)}`,
      ...row.differences.flatMap(({ where: place, name, own, other }) => [
        `      - ${[place, name].join(' ').trim()}: ${own ?? '(not there)'}`,
        `      + ${[place, name].join(' ').trim()}: ${other ?? '(not there)'}`,
      ]),
    ]),
  ];
}

function nameOf({ method, url }: ReplayRow): string {
  return `${method} ${url}`;
}

function answer(one: ReplayAnswer | null): string {
  if (one === null) return '–';
  return `${one.status === 0 ? 'no answer' : one.status}${one.route === null ? '' : ` · ${one.route}`}`;
}

function wordsOf(row: ReplayRow): string {
  if (row.trouble !== null) return row.outcome === 'skipped' ? `left out: ${row.trouble}` : row.trouble;
  if (row.sessionLost) return 'DIFFERS: the session is not known there';
  return row.outcome === 'same' ? 'same' : 'DIFFERS';
}
