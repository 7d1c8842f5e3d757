import {
  type CommandParams,
  type CommandResult,
  fail,
  parseRehearsal,
  rehearsalFileName,
  renderRehearsal,
  succeed,
} from '../core/contract/index.ts';
import { writeFileAtomically } from './project/atomic-file.ts';
import type { Questions } from './project/questions.ts';
import { writeTrouble } from './project/read-project.ts';

/** `rehearsal.save`: a rehearsal into the file that the system's dialog names. What is none is refused, never written. */
export async function saveRehearsal(
  { rehearsal }: CommandParams<'rehearsal.save'>,
  questions: Pick<Questions, 'chooseFileToSave'>,
): Promise<CommandResult<'rehearsal.save'>> {
  const parsed = parseRehearsal(rehearsal);
  if (!parsed.ok) {
    return fail({ code: 'bad-params', message: 'this is no rehearsal yet', problems: parsed.error });
  }
  const file = await questions.chooseFileToSave(rehearsalFileName(parsed.value), 'rehearsal');
  if (file === null) return succeed(null);
  try {
    await writeFileAtomically(file, renderRehearsal(parsed.value));
  } catch (error) {
    return fail(writeTrouble(file, error));
  }
  return succeed({ file });
}
