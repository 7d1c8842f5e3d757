import type {
  ExportFormat,
  ImportedProject,
  ImportFormat,
  Project,
  RenderedExport,
} from '../contract/index.ts';
import { type ImportSource, importApache } from './apache/import/index.ts';
import { apache } from './apache/index.ts';
import { apache22 } from './apache22/index.ts';
import { caddy } from './caddy/index.ts';
import { importHaproxy } from './haproxy/import/index.ts';
import { haproxy } from './haproxy/index.ts';
import { importNginx } from './nginx/import/index.ts';
import { nginx, nginxMap } from './nginx/index.ts';
import type { ExportTarget, RenderedLines, RenderOptions, StandalonePlace } from './target.ts';
import { traefik } from './traefik/index.ts';

export { INCLUDE_LIMITS, type IncludedFile, type IncludeReader } from './apache/import/include.ts';
export type { ImportSource } from './apache/import/index.ts';
export { compareTargets } from './comparison/index.ts';
export { decodeCookies } from './cookies/decode.ts';
export type { Digests } from './cookies/reading.ts';
export { detectImportFormat } from './detect-import-format.ts';
export { type HarOptions, maskingOf, readHar, writeHar } from './har/index.ts';
export { lintConfiguration, lintProject } from './lints/index.ts';
export type { RenderOptions, StandalonePlace } from './target.ts';

/** Every server that a project can be exported to. A further one is a file and a line here. */
const TARGETS = { apache, apache22, haproxy, nginx, 'nginx-map': nginxMap, caddy, traefik } satisfies Record<
  ExportFormat,
  ExportTarget
>;

/** Every configuration that a project can be made from. A further one is a folder and a line here. */
const SOURCES = { apache: importApache, haproxy: importHaproxy, nginx: importNginx } satisfies Record<
  ImportFormat,
  (source: ImportSource) => ImportedProject
>;

/**
 * A project from a server's configuration, with a note for every line that it could not take over as it stands. Reads
 * no files: `source.includes` does.
 */
export function importConfiguration(format: ImportFormat, source: ImportSource): ImportedProject {
  return SOURCES[format](source);
}

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
    differences: rendered.differences,
  };
}
