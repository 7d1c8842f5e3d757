import {
  type CommandParams,
  type CommandResult,
  type CommandResults,
  fail,
  succeed,
} from '../core/contract/index.ts';
import type { Routepin } from '../core/index.ts';
import { writeFileAtomically } from './project/atomic-file.ts';
import type { Questions } from './project/questions.ts';
import { writeTrouble } from './project/read-project.ts';

/** `har.save`: the recording into the file that the system's dialog names. Nothing is made before somebody has named one. */
export async function saveHar(
  what: CommandParams<'har.save'>,
  parts: {
    readonly routepin: Pick<Routepin, 'execute'>;
    readonly questions: Pick<Questions, 'chooseFileToSave'>;
  },
): Promise<CommandResult<'har.save'>> {
  const file = await parts.questions.chooseFileToSave('recording.har', 'recording');
  if (file === null) return succeed(null);
  const made = await parts.routepin.execute('har.export', what);
  if (!made.ok) return made;
  const { text, exchanges, missing } = made.value as CommandResults['har.export'];
  try {
    await writeFileAtomically(file, text);
  } catch (error) {
    return fail(writeTrouble(file, error));
  }
  return succeed({ file, exchanges, missing });
}
