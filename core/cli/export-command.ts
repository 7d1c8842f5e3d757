import type { ExportFormat, Project, RenderedExport } from '../contract/index.ts';
import { renderExport, renderStandalone, type StandalonePlace } from '../on-demand.ts';
import { findPeerPlace, findStandalonePlace } from './apache-place.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { readProjectFile } from './project-file.ts';
import { writeOutput } from './write-file.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly standalone?: string;
  readonly modules?: string;
  readonly comments: boolean;
}

/** `routepin export FILE`: the configuration on stdout or in a file, what was left out on stderr. */
export async function runExport(file: string, options: ExportOptions): Promise<void> {
  if (options.modules !== undefined && options.standalone === undefined) {
    throw new CliFailure(EXIT.usage, '--modules says where a --standalone configuration finds its modules');
  }
  const project = await readProjectFile(file);
  let rendered: RenderedExport | undefined;
  if (options.standalone === undefined)
    rendered = renderExport(project, options.format, { comments: options.comments });
  else {
    const place = await placeFor(project, options.format, options.standalone, options.modules);
    rendered = place && renderStandalone(project, options.format, place, { comments: options.comments });
  }
  if (rendered === undefined) {
    throw new CliFailure(EXIT.usage, `${options.format} has no --standalone form`);
  }
  for (const warning of rendered.warnings) process.stderr.write(`warning: left out ${warning}\n`);
  for (const difference of rendered.differences) process.stderr.write(`warning: differs ${difference}\n`);
  if (options.output === undefined) process.stdout.write(rendered.text);
  else await writeOutput(options.output, rendered.text, file);
}

/** Where a standalone configuration has its files, or `undefined` for a format that has no such form. */
async function placeFor(
  project: Project,
  format: ExportFormat,
  folder: string,
  modules: string | undefined,
): Promise<StandalonePlace | undefined> {
  if (format === 'apache' || format === 'apache22')
    return await findStandalonePlace(project, folder, modules);
  if (modules !== undefined) throw new CliFailure(EXIT.usage, '--modules is for a standalone Apache');
  if (format === 'haproxy') return await findPeerPlace(project, folder, ['tls.pem']);
  if (format === 'nginx' || format === 'nginx-map')
    return await findPeerPlace(project, folder, ['tls.crt', 'tls.key']);
  return undefined;
}
