import { type CommandResults, type Result, succeed } from '../../core/contract/index.ts';
import { findFreePort, projectFromBackends, type Routepin } from '../../core/index.ts';
import type { CommandLine } from '../command-line.ts';
import type { ProjectFiles } from './project-files.ts';

/** Listened on when no `--listen` says otherwise; the next free one when it is taken. */
const DEFAULT_PORT = 8080;

export interface StartOptions {
  readonly routepin: Pick<Routepin, 'execute'>;
  readonly files: ProjectFiles;
  readonly commandLine: CommandLine;
  /** The project that was open when the app was last closed. */
  readonly lastProject: string | null;
}

/**
 * Opens what the command line asks for, else the last project. The window starts with an empty project, so a file
 * that is gone or broken leaves that one, and a word; nothing is written.
 */
export async function openStartProject(options: StartOptions): Promise<Result<unknown>> {
  const { files, commandLine, lastProject } = options;
  if (commandLine.file !== null) return files.openFile(commandLine.file);
  const { backends, listen } = commandLine;
  if (backends.length > 0) return openBackends(files, 'untitled', backends, listen);
  if (commandLine.demo) {
    const started = await options.routepin.execute('demo.start', {});
    if (!started.ok) return started;
    const demo = started.value as CommandResults['demo.start'];
    const urls = demo.backends.map(({ url }) => url);
    return openBackends(files, 'demo', urls, listen);
  }
  return lastProject === null ? succeed(null) : files.openFile(lastProject);
}

async function openBackends(
  files: ProjectFiles,
  name: string,
  backends: readonly string[],
  listen: string | null,
): Promise<Result<unknown>> {
  const address = listen ?? `127.0.0.1:${await findFreePort('127.0.0.1', DEFAULT_PORT)}`;
  const project = await projectFromBackends({ backends, listen: address });
  return project.ok ? files.openUnsaved({ ...project.value, name }) : project;
}
