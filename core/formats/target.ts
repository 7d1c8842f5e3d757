import type { Project } from '../contract/index.ts';

/** A configuration text before it is handed out: lines, the setting behind each, and what had to be left out. */
export interface RenderedLines {
  readonly lines: readonly string[];
  /** As long as `lines`: the JSON path of the setting a line came from, or null. */
  readonly linePaths: readonly (string | null)[];
  /** `path: message` of what was left out. */
  readonly warnings: readonly string[];
  /** `path: message` of what the server does otherwise than Apache. */
  readonly differences: readonly string[];
}

export interface RenderOptions {
  /** Comments that teach; what had to be left out is said even without them. Default true. */
  readonly comments?: boolean;
}

/** Where a configuration that runs by itself keeps its files, and what the machine offers. Found by the caller: this room reads no disk. */
export interface StandalonePlace {
  /** Absolute folder for pid file, logs and runtime files. */
  readonly folder: string;
  /** Absolute folder of the server's modules. */
  readonly modulesFolder: string;
  /** Names of the modules that lie there as files (`proxy_http` for mod_proxy_http.so); the rest is built in or missing. */
  readonly modules: readonly string[];
  /** The account to run as when started by root, or null when started by anybody else. */
  readonly account: { readonly user: string; readonly group: string } | null;
}

/** One server that a project can be exported to: a file of its own and one line in index.ts. */
export interface ExportTarget {
  fileName(project: Project): string;
  render(project: Project, options: RenderOptions): RenderedLines;
  /** A complete configuration that runs as it is; null when this server has no such form. */
  readonly renderStandalone:
    | ((project: Project, place: StandalonePlace, options: RenderOptions) => RenderedLines)
    | null;
}

/** A file name made of the project's name: letters, digits and hyphens, never empty. */
export function fileStem(project: Project): string {
  const stem = project.name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return stem === '' ? 'routepin' : stem;
}
