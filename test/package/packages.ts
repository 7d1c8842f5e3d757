import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export const root = path.resolve(import.meta.dirname, '../..');
/** Where the tests' own packages go; made anew by each run, never published. */
export const OUTPUT = path.join(root, 'artefacts/package');

/** A program's outcome; never rejects for its exit code. */
export async function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, [...args], { env, maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number | string; stdout?: string; stderr?: string };
    return {
      code: typeof code === 'number' ? code : 127,
      stdout: stdout ?? '',
      stderr: stderr ?? String(error),
    };
  }
}

/** Builds with `npm run package`'s own script, from the test runtime, with quick compression. */
export async function buildPackages(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const out = path.join(OUTPUT, folder);
  const built = await run(
    process.execPath,
    [path.join(root, 'build/package.mjs'), '--test-runtime', '--out', out, ...args],
    { ...process.env, ROUTEPIN_FAST_PACKAGES: '1', ...env },
  );
  if (built.code !== 0) throw new Error(`npm run package failed:\n${built.stdout}\n${built.stderr}`);
  return out;
}

/** The only file of a folder with that ending. */
export async function fileIn(folder: string, ending: string): Promise<string> {
  const found = (await readdir(folder)).filter((name) => name.endsWith(ending));
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} files that end with ${ending}`);
  return path.join(folder, found[0] ?? '');
}

/** `routepin serve` as a program: its first line of --json, and its end. */
export async function serve(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{
  ready: { ui: string | null; sites: readonly { url: string }[] };
  stop(): Promise<number | null>;
}> {
  const child = spawn(program, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let text = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    void ended.then(([code]) => reject(new Error(`serve ended with ${code}: ${errors}`)));
  });
  return {
    ready: JSON.parse(ready),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code as number | null;
    },
  };
}

/** Why packages can't be built and tried here, or null. */
export function whyNoPackages(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the test runtime is for Linux x64';
  if (!process.env.DISPLAY) return 'there is no display: start it by `npm test -- package`';
  return null;
}

/** Why a deb can't be installed here, or null. */
export function whyNoDpkg(): string | null {
  if (!existsSync('/usr/bin/dpkg')) return 'there is no dpkg';
  if (process.getuid?.() !== 0) return 'dpkg -i needs root';
  return null;
}
