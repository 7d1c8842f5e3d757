import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  type CommandResults,
  distinctMembers,
  type Project,
  type ProjectFileView,
} from '../contract/index.ts';
import { asksForWiderListen, createRoutepin, projectFromBackends, type Routepin } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { readProjectFile } from './project-file.ts';
import { DEFAULT_LISTEN, type ServeOptions, withListen } from './serve-options.ts';
import { failureOf } from './trouble-words.ts';
import { cliCapabilities } from './version.ts';

const NO_FILE: ProjectFileView = { name: null, folder: null, unsaved: false };
const EMPTY: Project = { version: 1, name: 'local', balancers: [], sites: [] };

/** The Routepin that `serve` was asked for, made and not yet started. Usage has been checked. */
export async function prepareRoutepin(file: string | undefined, options: ServeOptions): Promise<Routepin> {
  const capabilities = cliCapabilities();
  const { trackTabs, recordBodies } = options;
  const listen = options.listen[0] ?? DEFAULT_LISTEN;
  if (file !== undefined) {
    const project = withListen(await readProjectFile(file), options.listen, file);
    await askForWiderListen(project, file, options);
    const projectFile = {
      name: path.basename(file),
      folder: path.dirname(path.resolve(file)),
      unsaved: false,
    };
    return createRoutepin({ project, projectFile, capabilities, trackTabs, recordBodies });
  }
  if (!options.demo) {
    return createRoutepin({
      project: await backendsProject(options.backend, listen),
      capabilities,
      trackTabs,
      recordBodies,
    });
  }
  // The sample backends belong to the run, so that its commands can crash and restart them.
  const routepin = createRoutepin({ project: EMPTY, capabilities, trackTabs, recordBodies });
  const started = await routepin.execute('demo.start', {});
  if (!started.ok) throw failureOf(started.error);
  const { backends } = started.value as CommandResults['demo.start'];
  const project = await backendsProject(
    backends.map(({ url }) => url),
    listen,
  );
  const loaded = await routepin.loadProject({ ...project, name: 'demo' }, NO_FILE);
  if (!loaded.ok) throw failureOf(loaded.error);
  return routepin;
}

async function backendsProject(backends: readonly string[], listen: string): Promise<Project> {
  const project = await projectFromBackends({ backends, listen });
  if (!project.ok) throw failureOf(project.error);
  const members = project.value.balancers.flatMap((balancer) => balancer.members);
  const kept = distinctMembers(members);
  const doubled = members.find((member) => !kept.includes(member));
  if (doubled === undefined) return project.value;
  throw new CliFailure(EXIT.usage, `${doubled.url} is, or continues, another backend of the list`, [
    '  Apache would ignore the second one, so name each backend once.',
  ]);
}

/**
 * A file that listens wider than this machine is asked about; an address that was also written on the command line
 * was asked for. Without a terminal there is nobody to ask, so it is refused.
 */
async function askForWiderListen(project: Project, file: string, options: ServeOptions): Promise<void> {
  const wider = [...new Set(asksForWiderListen(project).map(({ listen }) => listen))].filter(
    (listen) => !options.listen.includes(listen),
  );
  if (wider.length === 0) return;
  const said = `${file} listens on ${wider.join(', ')}, which others on your network may reach`;
  if (process.stdin.isTTY && process.stderr.isTTY) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await terminal.question(`${said}. Go on? [y/N] `);
    terminal.close();
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new CliFailure(EXIT.usage, 'not started');
  }
  throw new CliFailure(EXIT.usage, said, [
    `  If that is meant, say so: ${wider.map((listen) => `--listen ${listen}`).join(' ')}`,
  ]);
}
