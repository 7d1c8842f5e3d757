import { change, type ProjectLint } from '../lint.ts';
import { isLoopback, type SitePlace } from '../project-view.ts';

/** Routepin answers 508 and names the member; Apache asks itself until its connections run out. */
export const memberOnOwnListener: ProjectLint = {
  id: 'member-on-own-listener',
  severity: 'error',
  finds: "a member or plain target that is one of the project's own listen addresses",
  symptom:
    'Each request calls itself again and again until the server has no connection left; Routepin answers 508.',
  advice: "Name the application's port, not the balancer's.",
  *find(view) {
    const ownSite = (host: string, port: number) => view.sites.find((site) => isListenedOn(site, host, port));
    for (const { members } of view.balancers) {
      for (const { member, path, target } of members) {
        const site = ownSite(target.hostname, target.port);
        if (site === undefined) continue;
        yield {
          path: `${path}.url`,
          message: `${member.url} is where the site ${site.site.name} listens.`,
          ...(members.length > 1 ? { mend: change('Remove this member', { path, remove: true }) } : {}),
        };
      }
    }
    for (const { mappings } of view.sites) {
      for (const { mapping, path, balancer } of mappings) {
        const [, host = '', port = ''] =
          /^[a-z]+:\/\/\[?([^\]/]+?)\]?:(\d+)(?:\/|$)/i.exec(mapping.url) ?? [];
        const site = balancer === null && port !== '' ? ownSite(host, Number(port)) : undefined;
        if (site === undefined) continue;
        yield { path: `${path}.url`, message: `${mapping.url} is where the site ${site.site.name} listens.` };
      }
    }
  },
};

function isListenedOn(site: SitePlace, host: string, port: number): boolean {
  if (site.port !== port || port === 0) return false;
  if (site.host === host.toLowerCase()) return true;
  const isWide = /^(\*|0\.0\.0\.0|::)$/.test(site.host);
  const both = isLoopback(site.host) && isLoopback(host);
  const named = /localhost$/i.test(site.host) || /localhost$/i.test(host);
  return (isWide && isLoopback(host)) || (both && named);
}
