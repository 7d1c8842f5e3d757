import { type Project, parseListen, type Site } from '../../contract/index.ts';
import { createLineWriter, type LineWriter } from '../line-writer.ts';
import { type ExportTarget, fileStem, type RenderedLines, type RenderOptions } from '../target.ts';
import { writeBalancer } from './balancer.ts';
import type { Dialect } from './dialect.ts';
import { modulesOf } from './modules.ts';
import { listenRefusal, type SiteContext, writeSite } from './site.ts';
import { renderApacheStandalone } from './standalone.ts';
import { DOLLAR_DEFINITION, usesDollar } from './words.ts';

/** A target that writes for a version of Apache. */
export function apacheTarget(dialect: Dialect): ExportTarget {
  const write = (out: LineWriter, project: Project, part: ProjectPart) => {
    writeProject(out, project, part, dialect);
  };
  return {
    fileName: (project) => `${fileStem(project)}.conf`,
    render: (project, options) => renderSiteFile(project, options, dialect),
    renderStandalone: renderApacheStandalone(write),
  };
}

function renderSiteFile(project: Project, options: RenderOptions, dialect: Dialect): RenderedLines {
  const out = createLineWriter('#', options);
  out.comment(
    `${JSON.stringify(project.name)} for Apache httpd ${dialect.version}, exported by Routepin.`,
    '$.name',
  );
  out.comment(
    'Put it into the site folder (Debian: /etc/apache2/sites-available, then a2ensite) and reload.',
  );
  const modules = modulesOf(project, dialect);
  if (modules.length > 0) out.comment(`Needs: a2enmod ${modules.filter(isEnabledByName).join(' ')}`);
  writeProject(out, project, { certificate: null, ownServer: false }, dialect);
  return out.finish();
}

/** Built into Debian's server or enabled along with what needs it, so `a2enmod` has no business with it. */
function isEnabledByName(module: string): boolean {
  return module !== 'watchdog';
}

/** How the parts that both forms of the export share are written. */
export interface ProjectPart {
  readonly certificate: SiteContext['certificate'];
  /** Whether nobody else's configuration listens: then every address is listened to. */
  readonly ownServer: boolean;
}

function writeProject(out: LineWriter, project: Project, part: ProjectPart, dialect: Dialect): void {
  // What the body says decides what must stand before it, so it is written first, on the side.
  const body = createLineWriter('#', {});
  writeBody(body, project, part, dialect);
  if (body.finish().lines.some(usesDollar)) {
    out.blank();
    out.comment('Apache replaces variables everywhere; this one writes a dollar sign that is meant as one.');
    out.line(DOLLAR_DEFINITION, null);
  }
  writeBody(out, project, part, dialect);
}

function writeBody(out: LineWriter, project: Project, part: ProjectPart, dialect: Dialect): void {
  writeListens(out, project.sites, part.ownServer);
  if (dialect.needsNameVirtualHost) writeNameVirtualHosts(out, project.sites);
  const names = project.balancers.map((balancer) => balancer.name);
  project.balancers.forEach((balancer, index) => {
    writeBalancer(out, balancer, `$.balancers[${index}]`, names, dialect);
  });
  const context: SiteContext = {
    balancers: project.balancers,
    certificate: part.certificate,
    dialect,
  };
  project.sites.forEach((site, index) => {
    writeSite(out, site, `$.sites[${index}]`, context);
  });
}

/** Before 2.4 an address had to be said to have several hosts; one with a single host is left alone. */
function writeNameVirtualHosts(out: LineWriter, sites: readonly Site[]): void {
  const seen = new Set<string>();
  sites.forEach((site, index) => {
    const isShared = sites.some((other, place) => place !== index && other.listen === site.listen);
    if (!isShared || listenRefusal(site) !== null || seen.has(site.listen)) return;
    seen.add(site.listen);
    out.line(`NameVirtualHost ${site.listen}`, `$.sites[${index}].listen`);
  });
}

/** The ports that a server's own configuration opens already, as Debian's and Red Hat's do. */
const USUAL_PORTS: readonly number[] = [80, 443];

function writeListens(out: LineWriter, sites: readonly Site[], ownServer: boolean): void {
  const seen = new Set<string>();
  sites.forEach((site, index) => {
    if (listenRefusal(site) !== null || seen.has(site.listen)) return;
    if (seen.size === 0) {
      out.blank();
      out.comment(
        'Where it listens; an address that your server listens to already must not be named twice.',
      );
    }
    seen.add(site.listen);
    const port = parseListen(site.listen)?.port ?? 0;
    // Apache takes any port but 443 for plain http unless told otherwise.
    const line = `Listen ${site.listen}${site.tls === true && port !== 443 ? ' https' : ''}`;
    const isUsual = !ownServer && USUAL_PORTS.includes(port);
    out.line(isUsual ? `# ${line}` : line, `$.sites[${index}].listen`);
  });
}
