import type { ExportFormat, Project, RenderedExport } from '../contract/index.ts';
import { apache } from './apache/index.ts';
import type { ExportTarget, RenderedLines, RenderOptions, StandalonePlace } from './target.ts';

export type { RenderOptions, StandalonePlace } from './target.ts';

/** Every server that a project can be exported to. A further one is a file and a line here. */
const TARGETS = { apache } satisfies Record<ExportFormat, ExportTarget>;

/**
 * The configuration that behaves as the project, as a file to drop into the server's own site folder. The same
 * project gives the same bytes. What the server can't express, or what can't be written so that no text of the
 * project turns into a directive, is left out: a comment in the text and a warning, both with the JSON path.
 */
export function renderExport(
  project: Project,
  format: ExportFormat,
  options: RenderOptions = {},
): RenderedExport {
  const target: ExportTarget = TARGETS[format];
  return handOut(project, format, target.render(project, options));
}

/**
 * A complete configuration that runs as it is (`apache2 -X -f FILE`), with its files in `place.folder`; or
 * `undefined` when the server has no such form.
 */
export function renderStandalone(
  project: Project,
  format: ExportFormat,
  place: StandalonePlace,
  options: RenderOptions = {},
): RenderedExport | undefined {
  const target: ExportTarget = TARGETS[format];
  const rendered = target.renderStandalone?.(project, place, options);
  return rendered === undefined ? undefined : handOut(project, format, rendered);
}

function handOut(project: Project, format: ExportFormat, rendered: RenderedLines): RenderedExport {
  return {
    format,
    fileName: TARGETS[format].fileName(project),
    text: `${rendered.lines.join('\n')}\n`,
    linePaths: rendered.linePaths,
    warnings: rendered.warnings,
  };
}
