import {
  fail,
  type Project,
  parseListen,
  type Result,
  type SiteView,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { RawRequest } from '../host/raw-request.ts';

/** What asking a site of ours needs to know of what runs. */
export interface OwnSites {
  project(): Project;
  sites(): readonly SiteView[];
  /** The certificate, as PEM, that the site shows. */
  certificateOf(site: string): Promise<string | undefined>;
}

/** Where a site of ours is reached from this machine. */
export interface SitePlace extends Pick<RawRequest, 'host' | 'port' | 'tls'> {
  readonly site: string;
  readonly url: string;
}

/** Where the site of that name is reached: nothing but our own listeners on loopback can be asked from here. */
export async function placeOfSite(running: OwnSites, name: string): Promise<Result<SitePlace, Trouble>> {
  const view = running.sites().find((one) => one.name === name);
  const project = running.project();
  const site = project.sites.find((one) => one.name === name);
  if (view === undefined || site === undefined) {
    const names = project.sites.map((one) => one.name).join(', ');
    return fail({
      code: 'not-found',
      message: `there is no site "${name}"`,
      hint: `Sites are ${names || 'none'}.`,
    });
  }
  if (view.state !== 'listening') {
    return fail({
      code: 'not-available',
      message: `the site "${site.name}" does not listen: ${view.trouble ?? view.state}`,
    });
  }
  const host = loopbackOf(view.listen);
  if (host === null) {
    return fail({
      code: 'not-available',
      message: `${view.listen} is no address of this machine's own (127.0.0.1, ::1, localhost)`,
      hint: 'Only sites that listen on loopback are fetched from here.',
    });
  }
  const certificatePem = site.tls === true ? await running.certificateOf(site.name) : undefined;
  return succeed({
    site: site.name,
    url: view.url,
    host,
    port: Number(new URL(view.url).port || (site.tls === true ? 443 : 80)),
    tls: certificatePem === undefined ? null : { certificatePem, serverName: new URL(view.url).hostname },
  });
}

/** Ports that our sites and our interface listen on. */
export function ownPorts(project: Project, uiUrl: string | null): ReadonlySet<number> {
  const listens = project.sites.map((site) => parseListen(site.listen)?.port ?? 0);
  return new Set([...listens, uiUrl === null ? 0 : Number(new URL(uiUrl).port)]);
}

/** Where a listener on loopback is reached, or null for one that is elsewhere. */
function loopbackOf(listen: string): string | null {
  const host = parseListen(listen)?.host.toLowerCase() ?? '';
  if (host === '*' || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '::1';
  return /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === 'localhost' ? host : null;
}
