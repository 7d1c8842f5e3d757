import { type Member, type Project, parseBalancerUrl } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { needsProxyTls } from './site.ts';

/**
 * The modules that a project's configuration needs, in an order in which they load (APACHE.md §9.1). Some servers
 * have watchdog built in. mod_slotmem_shm and the lbmethods are listed because Apache's own syntax check does not
 * notice when they are missing, and then fails to start.
 */
export function modulesOf(project: Project, dialect: Dialect): readonly string[] {
  const modules = new Set<string>();
  const members = project.balancers.flatMap((balancer) => balancer.members);
  const mappings = project.sites.flatMap((site) => site.proxyPass);
  const hasTls = project.sites.some((site) => site.tls === true);
  const cookies = project.balancers.some((balancer) => balancer.routeCookie != null);
  const balances =
    project.balancers.length > 0 || mappings.some((mapping) => parseBalancerUrl(mapping.url) !== undefined);

  if (balances || mappings.length > 0) {
    modules.add('proxy');
    modules.add('proxy_http');
  }
  const urls = [...members.map((member) => member.url), ...mappings.map((mapping) => mapping.url)];
  if (urls.some((url) => /^wss?:/i.test(url) && dialect.memberUrl(url) === null))
    modules.add('proxy_wstunnel');
  if (balances) {
    if (dialect.hasMethodModules) modules.add('slotmem_shm');
    modules.add('proxy_balancer');
    for (const method of dialect.hasMethodModules ? lbmethodsOf(project) : [])
      modules.add(`lbmethod_${method}`);
  }
  if (members.some(usesHealthChecks) && dialect.member('hcmethod', 'GET').as === 'is') {
    modules.add('watchdog');
    modules.add('proxy_hcheck');
  }
  if (cookies || hasTls) modules.add('headers');
  if (hasTls || project.sites.some((site) => needsProxyTls(site, project.balancers))) modules.add('ssl');
  return [...modules];
}

/** Without mod_proxy_hcheck its parameters are unknown ones, whether or not a check is set up. */
function usesHealthChecks(member: Member): boolean {
  return Object.keys(member).some((key) => key.startsWith('hc'));
}

function lbmethodsOf(project: Project): readonly string[] {
  // A balancer that is only named in a ProxyPass line comes into being with byrequests.
  const defined = new Set(project.balancers.map((balancer) => balancer.name.toLowerCase()));
  const undefinedOnes = project.sites
    .flatMap((site) => site.proxyPass)
    .some(({ url }) => {
      const target = parseBalancerUrl(url);
      return target !== undefined && !defined.has(target.balancer);
    });
  const methods = project.balancers.map((balancer) => balancer.lbmethod ?? 'byrequests');
  return [...new Set([...methods, ...(undefinedOnes ? ['byrequests'] : [])])].sort();
}
