import type { ExportFormat, RenderedExport } from '../contract/index.ts';
import { renderExport, renderStandalone } from '../on-demand.ts';
import { findStandalonePlace } from './apache-place.ts';
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
    const place = await findStandalonePlace(project, options.standalone, options.modules);
    rendered = renderStandalone(project, options.format, place, { comments: options.comments });
  }
  if (rendered === undefined) {
    throw new CliFailure(EXIT.usage, `${options.format} has no --standalone form`);
  }
  for (const warning of rendered.warnings) process.stderr.write(`warning: left out ${warning}\n`);
  if (options.output === undefined) process.stdout.write(rendered.text);
  else await writeOutput(options.output, rendered.text, file);
}
