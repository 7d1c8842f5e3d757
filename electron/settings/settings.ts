import * as z from 'zod';
import { SETTING_KEYS } from '../../core/contract/index.ts';

/** How many recent projects and accepted listens are remembered: enough for a menu, too few to grow old. */
export const MAX_RECENT = 10;
const MAX_ACCEPTED = 50;
/** Each is a folder of a browser profile. */
export const MAX_KEPT_USERS = 50;

const pathText = z.string().min(1).max(4096);
const word = z.string().regex(/^[a-z][a-z-]{0,19}$/);

const settingsSchema = z.object({
  version: z.literal(1),
  window: z
    .object({
      x: z.int(),
      y: z.int(),
      width: z.int().min(1),
      height: z.int().min(1),
      maximized: z.boolean(),
    })
    .nullable(),
  /** Paths of project files, newest first. */
  recent: z.array(pathText).max(MAX_RECENT),
  /** The project to reopen at the next start; null when the last one was never saved. */
  lastProject: pathText.nullable(),
  /** Digests of (file, its wide listens) that somebody has said yes to. */
  acceptedListens: z.array(z.string().max(64)).max(MAX_ACCEPTED),
  choices: z.partialRecord(z.enum(SETTING_KEYS), word),
  /** Users whose jars are on disk, in the order they were made: the name, and the id of the jar's folder. */
  keptUsers: z
    .array(z.object({ name: z.string().min(1).max(40), id: z.string().regex(/^[0-9a-f]{16}$/) }))
    .max(MAX_KEPT_USERS)
    .default([]),
});

/** What the desktop shell remembers between runs. Windows and habits only: nothing here is part of a project. */
export type Settings = z.infer<typeof settingsSchema>;
export type SavedWindow = NonNullable<Settings['window']>;

export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  window: null,
  recent: [],
  lastProject: null,
  acceptedListens: [],
  choices: {},
  keptUsers: [],
};

/** Settings from a file's text, or null when it is damaged. */
export function parseSettings(text: string): Settings | null {
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whether the text may stand as a theme's or a density's name. */
export function isChoice(value: string): boolean {
  return word.safeParse(value).success;
}

/** The recent list with `file` at its head. */
export function withRecent(settings: Settings, file: string): Settings {
  const others = settings.recent.filter((known) => known !== file);
  return { ...settings, recent: [file, ...others].slice(0, MAX_RECENT), lastProject: file };
}

/** The recent list without a file that is gone. */
export function withoutRecent(settings: Settings, file: string): Settings {
  return { ...settings, recent: settings.recent.filter((known) => known !== file) };
}

/** Remembers that somebody agreed to a wide listen. */
export function withAccepted(settings: Settings, digest: string): Settings {
  const others = settings.acceptedListens.filter((known) => known !== digest);
  return { ...settings, acceptedListens: [digest, ...others].slice(0, MAX_ACCEPTED) };
}

/** The kept user with a name, whatever its case; undefined when there is none. */
export function keptUser(settings: Settings, name: string): Settings['keptUsers'][number] | undefined {
  return settings.keptUsers.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** Remembers a kept user. */
export function withKeptUser(settings: Settings, user: Settings['keptUsers'][number]): Settings {
  return { ...settings, keptUsers: [...settings.keptUsers, user] };
}

/** Forgets a kept user; its folder is the caller's to empty. */
export function withoutKeptUser(settings: Settings, id: string): Settings {
  return { ...settings, keptUsers: settings.keptUsers.filter((one) => one.id !== id) };
}
