import type { LineWriter } from '../line-writer.ts';
import type { PeerListen, PeerMapping, PeerPlan, PeerSite } from '../peers/plan.ts';
import { hostPort } from '../peers/words.ts';
import { MAPPING, needsNumbers } from './rewrites.ts';
import { quoted, quotedFormat } from './words.ts';

/** The backend that a mapping's requests go to. */
export function backendOf({ to, id }: PeerMapping): string {
  if (to.kind === 'balancer') return to.balancer.id;
  return to.kind === 'plain' ? `target_${id}` : NOT_FOUND;
}

/** What is not proxied, and what no mapping names. */
export const NOT_FOUND = 'not_found';

/** One address as a `frontend` section: sites by Host, mappings in order, the first match wins. */
export function writeFrontend(out: LineWriter, listen: PeerListen, certificate: string | null): void {
  out.blank();
  out.comment(`Where ${JSON.stringify(listen.sites[0]?.site.name ?? '')} listens.`, listen.path);
  out.line(`frontend ${listen.id} from routepin`, `${listen.path}.name`);
  out.indented(() => {
    const address = listen.host === '*' ? `*:${listen.port}` : hostPort(listen.host, listen.port);
    if (listen.tls && certificate === null) {
      out.comment('Name the file with certificate and key; HAProxy does not start without it:');
      out.line(`# bind ${address} ssl crt /path/to/certificate-and-key.pem`, `${listen.path}.listen`);
    } else {
      const tls = listen.tls ? ` ssl crt ${quoted(certificate ?? '')}` : '';
      out.line(`bind ${address}${tls}`, `${listen.path}.listen`);
    }
    writeForwarded(out, listen);
    writeNames(out, listen);
    for (const { mappings } of listen.sites) for (const mapping of mappings) writePath(out, mapping);
    writeChoice(out, listen);
  });
}

function writeForwarded(out: LineWriter, listen: PeerListen): void {
  out.comment('What members are told of the client, as Apache tells them.');
  out.line('option forwardfor', null);
  out.line('http-request add-header X-Forwarded-Host %[req.hdr(Host)]', null);
  const { serverName } = listen.sites[0]?.site ?? {};
  const name = (serverName ?? listen.host).replace(/:\d+$/, '');
  if (/^[\w.-]+$/.test(name)) {
    out.line(`http-request add-header X-Forwarded-Server ${quotedFormat(name)}`, `${listen.path}.serverName`);
  }
  if (listen.tls) out.line('http-request set-header X-Forwarded-Proto https', `${listen.path}.tls`);
}

/** The Host of each site but the first, which also gets the unknown ones. */
function writeNames(out: LineWriter, listen: PeerListen): void {
  listen.sites.forEach((site, index) => {
    if (listen.sites.length === 1) return;
    const acl = `acl ${siteAcl(index)} req.hdr(host),host_only,lower`;
    const where = `${site.path}.serverName`;
    if (site.names.length > 0) out.line(`${acl} -m str ${site.names.map(quoted).join(' ')}`, where);
    if (site.suffixes.length > 0) out.line(`${acl} -m end ${site.suffixes.map(quoted).join(' ')}`, where);
  });
}

function siteAcl(index: number): string {
  return `site_${index + 1}`;
}

function isNamed({ names, suffixes }: PeerSite): boolean {
  return names.length + suffixes.length > 0;
}

/** A prefix ends at a border of the path (APACHE.md §6.6): /p is /p and /p/x, not /px. */
function writePath(out: LineWriter, { prefix, id, path }: PeerMapping): void {
  if (prefix === '/') return;
  if (!prefix.endsWith('/')) out.line(`acl ${pathAcl(id)} path -m str ${quoted(prefix)}`, path);
  out.line(`acl ${pathAcl(id)} path -m beg ${quoted(prefix.endsWith('/') ? prefix : `${prefix}/`)}`, path);
}

function pathAcl(id: number): string {
  return `path_${id}`;
}

function writeChoice(out: LineWriter, listen: PeerListen): void {
  out.comment('The first matching path wins.');
  const isNumbered = needsNumbers(listen);
  const chosen: [line: string, path: string][] = [];
  for (const [site, index] of lastFirst(listen)) {
    const host = siteCondition(listen, site, index);
    for (const mapping of site.mappings) {
      const words = [host, mapping.prefix === '/' ? '' : pathAcl(mapping.id)].filter((word) => word !== '');
      if (isNumbered) {
        const first = [...words, `!{ var(${MAPPING}) -m found }`].join(' ');
        out.line(`http-request set-var(${MAPPING}) int(${mapping.id}) if ${first}`, mapping.path);
        chosen.push([
          `use_backend ${backendOf(mapping)} if { var(${MAPPING}) -m int ${mapping.id} }`,
          mapping.path,
        ]);
      } else {
        const condition = words.length === 0 ? '' : ` if ${words.join(' ')}`;
        chosen.push([`use_backend ${backendOf(mapping)}${condition}`, mapping.path]);
      }
    }
    if (index > 0 && !isNumbered) chosen.push([`use_backend ${NOT_FOUND} if ${host}`, site.path]);
  }
  for (const [line, path] of chosen) out.line(line, path);
  out.line(`default_backend ${NOT_FOUND}`, listen.path);
}

/** The sites that need a name, then the one that gets the rest. */
function lastFirst(listen: PeerListen): readonly (readonly [PeerSite, number])[] {
  const all = listen.sites.map((site, index) => [site, index] as const);
  return [...all.slice(1).filter(([site]) => isNamed(site)), ...all.slice(0, 1)];
}

function siteCondition(listen: PeerListen, site: PeerSite, index: number): string {
  if (index > 0) {
    const first = listen.sites[0];
    // A name of the first site is its own even where a later pattern covers it.
    return first !== undefined && isNamed(first) && site.suffixes.length > 0
      ? `${siteAcl(index)} !${siteAcl(0)}`
      : siteAcl(index);
  }
  return needsNumbers(listen)
    ? lastFirst(listen)
        .slice(0, -1)
        .map(([, other]) => `!${siteAcl(other)}`)
        .join(' ')
    : '';
}

/** Answers to what is not proxied, as Apache has no such file. */
export function writeNotFound(out: LineWriter, _plan: PeerPlan): void {
  out.blank();
  out.comment('What is not proxied.');
  out.line(`backend ${NOT_FOUND} from routepin`, null);
  out.indented(() =>
    out.line('http-request return status 404 content-type text/plain string "not found"', null),
  );
}
