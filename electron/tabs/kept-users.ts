import { randomBytes } from 'node:crypto';
import { fail, type Result, type Trouble } from '../../core/contract/index.ts';
import { keptUser, MAX_KEPT_USERS, withKeptUser, withoutKeptUser } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { emptyJar } from './jar.ts';
import { type NamedUser, nextName, uniqueName } from './user-names.ts';
import { sessionOfJar } from './user-session.ts';

/** Name and jar of a kept user. */
interface Kept {
  readonly name: string;
  readonly id: string;
}

/**
 * The kept user of that name, to be opened again, or a new one: also when the name is open already, which then gets
 * a number. Without a name the next free one. The folder's name says nothing of whose it is.
 */
export function keptJar(settings: SettingsStore, wished: string, open: readonly NamedUser[]): Result<Kept> {
  const known = keptUser(settings.current, wished);
  const isOpen = open.some(({ name }) => name.toLowerCase() === wished.toLowerCase());
  if (known !== undefined && !isOpen) return { ok: true, value: known };
  if (settings.current.keptUsers.length >= MAX_KEPT_USERS) return fail(tooMany());
  const taken = [...open, ...settings.current.keptUsers.map(({ name }) => ({ name, initials: '' }))];
  // A number may be added, and settings take forty characters.
  const name = wished === '' ? nextName(taken) : uniqueName(wished.slice(0, 36), taken);
  const made = { name, id: randomBytes(8).toString('hex') };
  settings.update((old) => withKeptUser(old, made));
  return { ok: true, value: made };
}

/** Empties the jar of a kept user and forgets its name. null when it is done. */
export async function forgetKept(
  settings: SettingsStore,
  name: string,
  open: readonly string[],
): Promise<Result<never> | null> {
  const known = keptUser(settings.current, name);
  if (known === undefined) return fail({ code: 'not-found', message: `nobody called ${name} is kept` });
  if (open.some((one) => one.toLowerCase() === known.name.toLowerCase())) {
    return fail({ code: 'not-available', message: `${known.name} is open`, hint: 'Close the user first.' });
  }
  await emptyJar(sessionOfJar({ kind: 'kept', id: known.id }));
  settings.update((old) => withoutKeptUser(old, known.id));
  return null;
}

function tooMany(): Trouble {
  return {
    code: 'not-available',
    message: `${MAX_KEPT_USERS} users are kept already`,
    hint: 'Forget one that is no longer needed.',
  };
}
