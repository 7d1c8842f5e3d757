import { randomInt } from 'node:crypto';
import type { ParityReport, ParityRow } from '../contract/index.ts';
import { type ApacheInstall, findApache, runParity } from '../on-demand.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { createJsonLines } from './json-lines.ts';
import { reportLines } from './parity-report.ts';
import { readProjectFile } from './project-file.ts';
import { untilAskedToEnd } from './shutdown.ts';
import { counted, failureOf } from './trouble-words.ts';

export interface ParityCliOptions {
  readonly apache?: string;
  readonly requests: number;
  readonly seed?: number;
  readonly realBackends: boolean;
  readonly allowUnsafe: boolean;
  readonly all: boolean;
  readonly json: boolean;
}

/** Seeds are short enough to be typed again. */
const SEEDS = 1_000_000;

/** `routepin parity FILE`: the project in a real Apache and here, request by request. */
export async function runParityCommand(file: string, options: ParityCliOptions): Promise<void> {
  const project = await readProjectFile(file);
  const found = await findApache(options.apache);
  if (!found.ok) {
    const hint = found.error.hint === undefined ? [] : [`  ${found.error.hint}`];
    throw new CliFailure(EXIT.usage, found.error.message, hint);
  }
  const seed = options.seed ?? randomInt(SEEDS);
  const lines = createJsonLines((text) => process.stdout.write(text));
  const progress = createProgress(options.json);
  const cancel = new AbortController();
  void untilAskedToEnd().then(() => cancel.abort());
  let asked = 0;
  const run = runParity(project, {
    install: found.value,
    requests: options.requests,
    seed,
    realBackends: options.realBackends,
    allowUnsafe: options.allowUnsafe,
    signal: cancel.signal,
    onRow: (row, { done, total }) => {
      asked = done;
      if (options.json) lines.write({ event: 'parity.compared', row });
      progress.show(row, done, total);
    },
  });
  const result = await run.catch((error: unknown) => {
    if (!cancel.signal.aborted) throw error;
    return null;
  });
  progress.end();
  lines.flush();
  if (result === null) {
    throw new CliFailure(
      EXIT.interrupted,
      `cancelled after ${counted(asked, 'request')}; Apache and the stand-ins are gone`,
    );
  }
  if (!result.ok) throw failureOf(result.error);
  tell(result.value, found.value, options, lines.write);
  lines.flush();
}

function tell(
  report: ParityReport,
  install: ApacheInstall,
  options: ParityCliOptions,
  write: (value: unknown) => void,
): void {
  const { summary } = report;
  if (options.json) write({ event: 'parity.finished', summary });
  else process.stdout.write(`${reportLines(report, install, options.all).join('\n')}\n`);
  if (summary.compared === 0) {
    throw new CliFailure(EXIT.usage, 'nothing was compared: no proxyPass line that a request reaches');
  }
  if (summary.different > 0) {
    throw new CliFailure(
      EXIT.failed,
      `${counted(summary.different, 'request')} of ${summary.compared} came out differently (repeat with --seed ${summary.seed})`,
    );
  }
}

/** How far it is, on one line of a terminal; elsewhere nothing. */
function createProgress(isJson: boolean): {
  show(row: ParityRow, done: number, total: number): void;
  end(): void;
} {
  const { stderr } = process;
  let different = 0;
  let shown = false;
  return {
    show(row, done, total) {
      if (row.kind === 'request' && row.outcome === 'different') different++;
      if (isJson || !stderr.isTTY) return;
      shown = true;
      stderr.write(`\r${done} of ${total} requests, ${counted(different, 'difference')} (Ctrl-C cancels) `);
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
