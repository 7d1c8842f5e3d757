import { createServer } from 'node:net';
import {
  type CommandResults,
  fail,
  parseProject,
  type Result,
  succeed,
  type Trouble,
} from '../../core/contract/index.ts';
import { projectFromBackends, type Routepin } from '../../core/index.ts';
import type { CommandLine } from '../command-line.ts';
import type { ProjectFiles } from './project-files.ts';

/** Tried in turn when no `--listen` says otherwise. */
const FIRST_PORT = 8080;
const PORTS_TRIED = 20;

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
  if (commandLine.backends.length > 0) {
    return openBackends(files, commandLine.backends, commandLine.listen);
  }
  if (commandLine.demo) {
    const started = await options.routepin.execute('demo.start', {});
    if (!started.ok) return started;
    const { backends } = started.value as CommandResults['demo.start'];
    return openBackends(
      files,
      backends.map(({ url }) => url),
      commandLine.listen,
    );
  }
  return lastProject === null ? succeed(null) : files.openFile(lastProject);
}

async function openBackends(
  files: ProjectFiles,
  backends: readonly string[],
  listen: string | null,
): Promise<Result<unknown>> {
  const address = listen ?? `127.0.0.1:${await freePort()}`;
  const project = await projectFromBackends({ backends, listen: address });
  if (!project.ok) return project;
  const checked = parseProject(project.value);
  if (checked.ok) return files.openUnsaved(checked.value);
  const trouble: Trouble = {
    code: 'bad-project',
    message: checked.error[0]?.message ?? 'the backends make no project',
    problems: checked.error,
  };
  return fail(trouble);
}

async function freePort(): Promise<number> {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) if (await isFree(port)) return port;
  return FIRST_PORT;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
