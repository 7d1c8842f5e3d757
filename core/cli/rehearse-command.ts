import {
  parseRehearsalText,
  type Rehearsal,
  type RehearsalView,
  renderRehearsal,
} from '../contract/index.ts';
import type { Routepin } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { createJsonLines } from './json-lines.ts';
import { ask, startPrivately } from './private-routepin.ts';
import { readProjectFile, readTextFile } from './project-file.ts';
import { rehearsalLines } from './rehearse-report.ts';
import { untilAskedToEnd } from './shutdown.ts';
import { counted, problemLines } from './trouble-words.ts';

export interface RehearseOptions {
  readonly json: boolean;
  readonly print: boolean;
  readonly seed?: number;
}

/** `routepin rehearse PROJECT [REHEARSAL]`: virtual users while a script takes members away, and the verdict. */
export async function runRehearse(
  projectFile: string,
  rehearsalName: string | undefined,
  options: RehearseOptions,
): Promise<void> {
  const project = await readProjectFile(projectFile);
  const routepin = await startPrivately(project);
  try {
    const rehearsal = await findRehearsal(routepin, rehearsalName);
    if (rehearsal === null) return;
    if (options.print) {
      process.stdout.write(renderRehearsal(rehearsal));
      return;
    }
    await play(routepin, rehearsal, options);
  } finally {
    await routepin.stop();
  }
}

/** The rehearsal that was named: a ready-made one by its id, else a file. null: the list was printed instead. */
async function findRehearsal(routepin: Routepin, name: string | undefined): Promise<Rehearsal | null> {
  const { scenarios } = await ask(routepin, 'rehearsal.scenarios', {});
  if (name === undefined) {
    const width = Math.max(...scenarios.map(({ id }) => id.length));
    const lines = scenarios.map(
      ({ id, title, text, unfit }) => `  ${id.padEnd(width)}  ${title}. ${unfit ?? text}`,
    );
    process.stdout.write(`Ready-made rehearsals for this project:\n${lines.join('\n')}\n`);
    return null;
  }
  const scenario = scenarios.find(({ id }) => id === name);
  if (scenario !== undefined) {
    if (scenario.unfit === null) return scenario.rehearsal;
    throw new CliFailure(EXIT.usage, `${scenario.title} can't be played: ${scenario.unfit}`);
  }
  const parsed = parseRehearsalText(await readTextFile(name));
  if (parsed.ok) return parsed.value;
  throw new CliFailure(
    EXIT.usage,
    `${name} has ${counted(parsed.error.length, 'problem')}; nothing was played`,
    problemLines(parsed.error),
  );
}

async function play(routepin: Routepin, rehearsal: Rehearsal, options: RehearseOptions): Promise<void> {
  const lines = createJsonLines((text) => process.stdout.write(text));
  const progress = createProgress(options.json);
  const ended = new Promise<void>((resolve) => {
    routepin.onEvent(
      (event) => {
        if (event.event === 'rehearsal.finished') resolve();
        if (event.event !== 'rehearsal.progressed') return;
        if (options.json) lines.write(event);
        progress.show(event.elapsedMs, event.durationMs, event.totals.lost);
      },
      { exchanges: false },
    );
  });
  const { id } = await ask(routepin, 'rehearsal.start', {
    rehearsal,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  void untilAskedToEnd().then(() => routepin.execute('rehearsal.cancel', { id }));
  await ended;
  progress.end();
  const view = await ask(routepin, 'rehearsal.get', { id });
  if (options.json) lines.write({ event: 'rehearsal.finished', view });
  else process.stdout.write(`${rehearsalLines(view).join('\n')}\n`);
  lines.flush();
  conclude(view);
}

/** The exit code and its reason. */
function conclude(view: RehearsalView): void {
  if (view.state === 'cancelled') {
    throw new CliFailure(EXIT.interrupted, 'cancelled; members are as before');
  }
  if (view.trouble !== null) throw new CliFailure(EXIT.failed, view.trouble.message);
  if (view.result?.passed === true) return;
  throw new CliFailure(
    EXIT.failed,
    `${(view.result?.broken ?? []).join('; ')} (repeat with --seed ${view.seed})`,
  );
}

/** How far it is, on one line of a terminal; elsewhere nothing. */
function createProgress(isJson: boolean): {
  show(elapsedMs: number, durationMs: number, lost: number): void;
  end(): void;
} {
  const { stderr } = process;
  let shown = false;
  return {
    show(elapsedMs, durationMs, lost) {
      if (isJson || !stderr.isTTY) return;
      shown = true;
      stderr.write(
        `\r${Math.floor(elapsedMs / 1000)} of ${Math.round(durationMs / 1000)} s, ${lost} lost (Ctrl-C cancels) `,
      );
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
