import { fail, type Result, succeed } from '../core/contract/index.ts';

/** What the desktop app understands on its command line; everything else is Chromium's. */
export interface CommandLine {
  readonly file: string | null;
  readonly demo: boolean;
  /** Ports or URLs, as in `routepin serve --backend`. */
  readonly backends: readonly string[];
  readonly listen: string | null;
}

const TAKES_VALUE = new Set(['--backend', '--listen']);

/** Reads the app's own arguments (without the program and, unpackaged, without the app's path). */
export function parseCommandLine(args: readonly string[]): Result<CommandLine, string> {
  const files: string[] = [];
  const backends: string[] = [];
  let listen: string | null = null;
  let demo = false;
  let onlyFiles = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (onlyFiles || !arg.startsWith('-')) {
      files.push(arg);
      continue;
    }
    if (arg === '--') onlyFiles = true;
    if (arg === '--demo') demo = true;
    const [name = '', inline] = splitOnce(arg);
    if (!TAKES_VALUE.has(name)) continue;
    const value = inline ?? args[++i];
    if (value === undefined || value === '') return fail(`${name} needs a value`);
    if (name === '--backend') backends.push(value);
    else listen = value;
  }
  if (files.length > 1) return fail(`one project at a time: ${files.join(', ')}`);
  const file = files[0] ?? null;
  const sources = [file !== null && 'FILE', backends.length > 0 && '--backend', demo && '--demo'].filter(
    (source) => source !== false,
  );
  if (sources.length > 1) return fail(`${sources.join(' and ')} cannot stand together`);
  if (listen !== null && !demo && backends.length === 0) {
    return fail('--listen goes with --backend or --demo; a project file says itself where it listens');
  }
  return succeed({ file, demo, backends, listen });
}

/**
 * The app's own arguments in `argv`. Unpackaged, everything up to the app's path belongs to Electron and to whoever
 * drives it; `isAppPath` says which argument that is.
 */
export function ownArguments(
  argv: readonly string[],
  isPackaged: boolean,
  isAppPath: (arg: string) => boolean,
): readonly string[] {
  if (isPackaged) return argv.slice(1);
  const at = argv.findIndex((arg, index) => index > 0 && !arg.startsWith('-') && isAppPath(arg));
  return at < 0 ? [] : argv.slice(at + 1);
}

/**
 * The arguments of `routepin …`, when the app was started as the command line: what follows `--cli`, or `--cli --`,
 * which keeps Chromium from reading them, too. null: it was started as itself.
 */
export function cliArguments(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf('--cli');
  if (at < 0) return null;
  const rest = argv.slice(at + 1);
  return rest[0] === '--' ? rest.slice(1) : rest;
}

function splitOnce(arg: string): readonly [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}
