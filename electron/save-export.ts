import path from 'node:path';
import {
  type CommandParams,
  type CommandResult,
  type CommandResults,
  fail,
  succeed,
  type Trouble,
} from '../core/contract/index.ts';
import type { Routepin } from '../core/index.ts';
import { writeFileAtomically } from './project/atomic-file.ts';
import type { Questions } from './project/questions.ts';
import { writeTrouble } from './project/read-project.ts';

interface SaveParts {
  readonly routepin: Pick<Routepin, 'execute'>;
  readonly questions: Pick<Questions, 'chooseFileToSave'>;
}

/** Gives '' when the system has opened the file, else what it says. */
type OpenPath = (file: string) => Promise<string>;

/** Endings that every system shows in an editor. With another one (`.sh`, `.desktop`) opening could mean running. */
const READ_AS_TEXT: ReadonlySet<string> = new Set(['.conf', '.cfg', '.txt']);

/**
 * `export.save`: the configuration into the file that the system's dialog names, and into the editor where asked. A page
 * names no file: what is opened is what a person has just saved.
 */
export async function saveExport(
  { open, ...what }: CommandParams<'export.save'>,
  { routepin, questions }: SaveParts,
  openPath: OpenPath,
): Promise<CommandResult<'export.save'>> {
  const rendered = await routepin.execute('export.render', what);
  if (!rendered.ok) return rendered;
  const { fileName, text } = rendered.value as CommandResults['export.render'];
  const file = await questions.chooseFileToSave(fileName, 'export');
  if (file === null) return succeed(null);
  try {
    await writeFileAtomically(file, text);
  } catch (error) {
    return fail(writeTrouble(file, error));
  }
  return succeed({ file, openTrouble: open === true ? await openSaved(file, openPath) : null });
}

async function openSaved(file: string, openPath: OpenPath): Promise<Trouble | null> {
  const name = path.basename(file);
  if (!READ_AS_TEXT.has(path.extname(file).toLowerCase())) {
    return {
      code: 'bad-params',
      message: `${name} is saved and was not opened: by its ending it could be run`,
      hint: `Save it with the ending ${[...READ_AS_TEXT].join(', ')}.`,
    };
  }
  const said = await openPath(file);
  if (said === '') return null;
  return {
    code: 'not-available',
    message: `${name} is saved, and the system could not open it: ${said}`,
    hint: 'Choose a program for such files in the system’s settings, or open it from your editor.',
  };
}
