import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { CommandResults } from '../contract/index.ts';
import type { Routepin } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { fileWords } from './project-file.ts';

/** Often enough that the bounded history holds what came meanwhile; the hot path knows nothing of it. */
const EVERY_MS = 1000;
/** One reading of the history, its most (contract: `exchange.list`). */
const PAGE = 5000;
/** Ids that are remembered as written: exchanges end in another order than they begin. */
const REMEMBERED = 4 * PAGE;

/** A recording that grows while `serve` runs. */
export interface HarFile {
  /** Writes what is left and closes; the last words about it. Call when the last request is over. */
  end(): Promise<string>;
}

export interface HarFileOptions {
  readonly file: string;
  /** Cookie values, credentials and bodies as they were; else masked, bodies left out. */
  readonly secrets: boolean;
  /** The project's file, which is not written over. */
  readonly source: string | undefined;
  readonly say: (line: string) => void;
}

/**
 * Records what passes into an HTTP Archive that is complete at every moment: each second the exchanges that ended are written
 * over its closing brackets. A write that fails ends the recording with a word; balancing goes on.
 */
export async function recordHar(
  routepin: Pick<Routepin, 'execute'>,
  options: HarFileOptions,
): Promise<HarFile> {
  const recorder = new Recorder(routepin, options, await openFile(options));
  return { end: () => recorder.end() };
}

async function openFile({ file, source }: HarFileOptions): Promise<FileHandle> {
  const real = async (name: string) => realpath(name).catch(() => path.resolve(name));
  if (source !== undefined && (await real(file)) === (await real(source))) {
    throw new CliFailure(EXIT.usage, `${file} is the project itself and is not written over`, [
      '  Name another file with --har.',
    ]);
  }
  try {
    return await open(file, 'w', 0o600);
  } catch (error) {
    throw new CliFailure(EXIT.usage, `${file} could not be written: ${fileWords(error)}`);
  }
}

const FOOTER = '\n]}}\n';

class Recorder {
  readonly #routepin: Pick<Routepin, 'execute'>;
  readonly #options: HarFileOptions;
  readonly #handle: FileHandle;
  readonly #timer: NodeJS.Timeout;
  /** Where the closing brackets stand; 0 before the first writing. */
  #end = 0;
  #written = new Set<number>();
  #count = 0;
  #missing = 0;
  #failure: string | null = null;
  #turn: Promise<void>;

  constructor(routepin: Pick<Routepin, 'execute'>, options: HarFileOptions, handle: FileHandle) {
    this.#routepin = routepin;
    this.#options = options;
    this.#handle = handle;
    // A recording of nothing is one, too.
    this.#turn = this.#step(() => this.#append([]));
    this.#timer = setInterval(() => {
      this.#turn = this.#turn.then(() => this.#step(() => this.#readOn()));
    }, EVERY_MS);
  }

  async end(): Promise<string> {
    clearInterval(this.#timer);
    await this.#turn;
    await this.#step(() => this.#readOn());
    await this.#handle.close().catch(() => undefined);
    const { file, secrets } = this.#options;
    const how = secrets ? 'with its secrets' : 'masked';
    const missing =
      this.#missing === 0 ? '' : `; ${this.#missing} came too fast for the history and are missing`;
    const requests = `${this.#count} ${this.#count === 1 ? 'request' : 'requests'}`;
    return this.#failure ?? `Recorded ${requests} in ${file}, ${how}${missing}.`;
  }

  async #step(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await work();
    } catch (error) {
      const words = error instanceof Error ? fileWords(error) : String(error);
      this.#failure = `The recording ${this.#options.file} ends here: ${words}.`;
      clearInterval(this.#timer);
      this.#options.say(this.#failure);
    }
  }

  async #readOn(): Promise<void> {
    let fresh: number[] = [];
    let beforeId: number | undefined;
    for (;;) {
      const { exchanges, more } = await this.#ask('exchange.list', {
        limit: PAGE,
        ...(beforeId === undefined ? {} : { beforeId }),
      });
      const unwritten = exchanges.filter(({ id }) => !this.#written.has(id)).map(({ id }) => id);
      fresh = [...unwritten, ...fresh];
      // Where nothing is new, nothing before it is, but for what took very long.
      if (!more || unwritten.length < exchanges.length) break;
      beforeId = exchanges[0]?.id;
    }
    for (let at = 0; at < fresh.length; at += PAGE) await this.#append(fresh.slice(at, at + PAGE));
  }

  async #append(ids: readonly number[]): Promise<void> {
    if (ids.length === 0 && this.#end > 0) return;
    const { text, exchanges, missing } = await this.#ask('har.export', {
      ids: [...ids],
      secrets: this.#options.secrets,
    });
    const { entries, ...log } = (JSON.parse(text) as { log: { entries: readonly unknown[] } }).log;
    let added = entries.map((entry) => `\n${JSON.stringify(entry)}`).join(',');
    if (this.#end === 0) {
      const head = JSON.stringify({ log: { ...log, entries: [] } });
      added = head.slice(0, head.lastIndexOf(']')) + added;
    } else if (this.#count > 0) added = `,${added}`;
    const bytes = Buffer.from(added + FOOTER);
    await this.#handle.write(bytes, 0, bytes.length, this.#end);
    this.#end += bytes.length - FOOTER.length;
    this.#count += exchanges;
    this.#missing += missing;
    for (const id of ids) this.#written.add(id);
    if (this.#written.size > REMEMBERED) this.#written = new Set([...this.#written].slice(-REMEMBERED / 2));
  }

  async #ask<Name extends 'exchange.list' | 'har.export'>(
    name: Name,
    params: unknown,
  ): Promise<CommandResults[Name]> {
    const done = await this.#routepin.execute(name, params);
    if (!done.ok) throw new Error(done.error.message);
    return done.value as CommandResults[Name];
  }
}
