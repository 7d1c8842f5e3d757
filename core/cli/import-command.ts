import path from 'node:path';
import { type ImportFormat, type ImportNote, renderProject } from '../contract/index.ts';
import { detectImportFormat, importConfiguration } from '../on-demand.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { includeReader } from './include-files.ts';
import { fileWords, readTextFile } from './project-file.ts';
import { counted } from './trouble-words.ts';
import { writeOutput } from './write-file.ts';

export interface ImportOptions {
  /** Absent: the text says whose it is. */
  readonly format?: ImportFormat;
  readonly root?: string;
  readonly output?: string;
}

/** `routepin import CONF`: the project on stdout or in a file, every line that needs a word on stderr. */
export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const text = await readTextFile(file);
  const folder = path.dirname(path.resolve(file));
  const { project, notes } = importConfiguration(options.format ?? detectImportFormat(text), {
    text,
    fileName: file,
    includes: readerFor(options.root ?? folder, folder),
  });
  for (const line of noteLines(notes)) process.stderr.write(`${line}\n`);
  if (project.balancers.length === 0 && project.sites.length === 0) {
    throw new CliFailure(EXIT.failed, `${file} holds nothing that a project could be made of`, [
      '  Looked for: BalancerMember, ProxyPass, VirtualHost (Apache), backend, server (HAProxy), upstream, proxy_pass (nginx).',
      '  Is it the right file? Include lines are followed under --root.',
    ]);
  }
  if (options.output === undefined) process.stdout.write(renderProject(project));
  else await writeOutput(options.output, renderProject(project), file);
  const members = project.balancers.reduce((sum, balancer) => sum + balancer.members.length, 0);
  process.stderr.write(
    `imported ${counted(project.sites.length, 'site')}, ${counted(project.balancers.length, 'balancer')}, ` +
      `${counted(members, 'member')}; ${counted(notes.length, 'note')}\n`,
  );
}

/** The reader of Include lines under a root, or the end of the command when there is no such folder. */
export function readerFor(root: string, folder: string): ReturnType<typeof includeReader> {
  try {
    return includeReader(root, folder);
  } catch (error) {
    throw new CliFailure(EXIT.usage, `--root ${root} cannot be used: ${fileWords(error)}`);
  }
}

/** `file:line: kind: message`, and under it the line itself and the mend, once for all notes of a line. */
function noteLines(notes: readonly ImportNote[]): readonly string[] {
  return notes.flatMap((note, index) => {
    const next = notes[index + 1];
    const isLastOfLine = next === undefined || next.file !== note.file || next.line !== note.line;
    return [
      `${note.file}:${note.line}: ${note.kind}: ${printable(note.message)}`,
      ...(note.mend === undefined ? [] : [`    mend: ${printable(note.mend.label)}`]),
      ...(isLastOfLine ? [`    ${printable(note.text)}`] : []),
    ];
  });
}

/** Nothing of a file turns into a command to the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
