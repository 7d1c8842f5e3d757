import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../project/atomic-file.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from './settings.ts';
import { SETTINGS_FILE } from './window-memory.ts';

/** The settings file: read once, changed in memory, written behind one write at a time. */
export interface SettingsStore {
  readonly current: Settings;
  update(change: (settings: Settings) => Settings): void;
  /** Resolves when everything is on disk; a failed write is told to `onProblem` and does not reject. */
  flush(): Promise<void>;
}

/**
 * Opens the settings file of `folder`. A damaged one is set aside under another name with a word to `onProblem`,
 * so that it can be looked at, and the defaults hold.
 */
export async function openSettings(
  folder: string,
  onProblem: (text: string) => void,
): Promise<SettingsStore> {
  const file = path.join(folder, SETTINGS_FILE);
  let current = await readSettings(file, onProblem);
  let written = current;
  let writing: Promise<void> | null = null;

  const writeUntilCurrent = async () => {
    while (written !== current) {
      const next = current;
      try {
        await mkdir(folder, { recursive: true });
        await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
      } catch (error) {
        onProblem(`the settings could not be saved in ${file}: ${messageOf(error)}`);
      }
      // Also after a failure: the next change tries again, this one isn't repeated forever.
      written = next;
    }
    writing = null;
  };

  return {
    get current() {
      return current;
    },
    update(change) {
      current = change(current);
      writing ??= writeUntilCurrent();
    },
    async flush() {
      await writing;
    },
  };
}

async function readSettings(file: string, onProblem: (text: string) => void): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      onProblem(`the settings in ${file} could not be read: ${messageOf(error)}`);
    }
    return DEFAULT_SETTINGS;
  }
  const settings = parseSettings(text);
  if (settings !== null) return settings;
  const aside = `${file}.damaged`;
  const moved = await rename(file, aside).then(
    () => `it is kept as ${aside}`,
    (error: unknown) => `it could not be set aside (${messageOf(error)})`,
  );
  onProblem(`the settings file was damaged: ${moved}, and the window starts with defaults`);
  return DEFAULT_SETTINGS;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
