/** Export formats that exist now; a further target is one file and one line (core/formats). */
export const EXPORT_FORMATS = [
  'apache',
  'apache22',
  'haproxy',
  'nginx',
  'nginx-map',
  'caddy',
  'traefik',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A configuration text and what stands on which line of it. */
export interface RenderedExport {
  readonly format: ExportFormat;
  readonly fileName: string;
  readonly text: string;
  /** For each line of `text` (from 0): the JSON path of the setting it came from, or null. */
  readonly linePaths: readonly (string | null)[];
  /** `path: message` of what the server can't express, or what can't be written safely. */
  readonly warnings: readonly string[];
  /** `path: message` of what the server does otherwise than Apache, one sentence each. */
  readonly differences: readonly string[];
}
