import { type Project, parseListen } from '../contract/index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { counted } from './trouble-words.ts';

/** What `routepin serve` was asked for, as the command line says it. */
export interface ServeOptions {
  readonly backend: readonly string[];
  readonly listen: readonly string[];
  readonly demo: boolean;
  readonly ui: boolean;
  readonly uiPort?: number;
  readonly json: boolean;
  readonly trackTabs: boolean;
  readonly recordBodies: boolean;
  readonly startProcesses: boolean;
  /** Where what passes is recorded as an HTTP Archive. */
  readonly har?: string;
  /** As it was: cookie values, credentials, bodies that are kept. */
  readonly harSecrets: boolean;
}

/** Where `--backend` and `--demo` listen unless told otherwise. */
export const DEFAULT_LISTEN = '127.0.0.1:8080';

/** Refuses combinations that cannot mean anything, before anything is opened. */
export function checkServeUsage(file: string | undefined, options: ServeOptions): void {
  const sources = [
    file === undefined ? '' : 'FILE',
    options.backend.length > 0 ? '--backend' : '',
    options.demo ? '--demo' : '',
  ].filter((source) => source !== '');
  if (sources.length === 0) {
    throw new CliFailure(EXIT.usage, 'serve needs something to balance', [
      '  routepin serve --backend 8081 --backend 8082   two backends of yours, by port or URL',
      '  routepin serve shop.routepin.json              a project',
      '  routepin serve --demo                          four sample backends, to look around',
      '  `routepin serve --help` tells the rest.',
    ]);
  }
  if (sources.length > 1) {
    throw new CliFailure(EXIT.usage, `${sources.join(' and ')} cannot go together: choose one`);
  }
  if (options.startProcesses) {
    throw new CliFailure(EXIT.usage, 'this version does not start processes yet', [
      '  Leave out --start-processes and start the backends yourself.',
    ]);
  }
  if (options.harSecrets && options.har === undefined) {
    throw new CliFailure(EXIT.usage, '--har-secrets goes with --har FILE');
  }
  for (const listen of options.listen) {
    if (parseListen(listen) !== undefined) continue;
    throw new CliFailure(EXIT.usage, `"${listen}" is not a listen address`, [
      '  Write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.',
    ]);
  }
  if (file === undefined && options.listen.length > 1) {
    throw new CliFailure(
      EXIT.usage,
      `one site listens in one place; --listen was given ${options.listen.length} times`,
    );
  }
}

/**
 * The project with `--listen` obeyed: a lone site moves there. With several sites each `--listen` must be an address
 * of the file and only confirms it, as a wider listen wants (DESIGN.md §8).
 */
export function withListen(project: Project, listens: readonly string[], file: string): Project {
  const [listen] = listens;
  const [site] = project.sites;
  if (listen === undefined) return project;
  if (project.sites.length === 1 && site !== undefined && listens.length === 1) {
    return { ...project, sites: [{ ...site, listen }] };
  }
  const unknown = listens.find((one) => !project.sites.some((other) => other.listen === one));
  if (unknown === undefined) return project;
  const addresses = [...new Set(project.sites.map((other) => other.listen))].join(', ');
  throw new CliFailure(
    EXIT.usage,
    `${file} has ${counted(project.sites.length, 'site')}; which one is to listen on ${unknown}?`,
    [`  --listen moves a lone site. Here it can only confirm ${addresses === '' ? 'nothing' : addresses}.`],
  );
}
