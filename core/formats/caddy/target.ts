import type { Project } from '../../contract/index.ts';
import { createLineWriter, type LineWriter } from '../line-writer.ts';
import { type PeerListen, type PeerMapping, type PeerSite, planPeers } from '../peers/plan.ts';
import { type ExportTarget, fileStem, type RenderedLines, type RenderOptions } from '../target.ts';
import { writeCaddyDifferences } from './differences.ts';
import { writePlainProxy, writeReverseProxy } from './reverse-proxy.ts';
import { quoted } from './words.ts';

/** Caddy 2 (2.9 and later), as a Caddyfile. It runs as it is: `caddy run --config FILE --adapter caddyfile`. */
export const caddy: ExportTarget = {
  fileName: (project) => `${fileStem(project)}.caddyfile`,
  render,
  renderStandalone: null,
};

function render(project: Project, options: RenderOptions): RenderedLines {
  const out = createLineWriter('#', options);
  const plan = planPeers(project);
  out.comment(`${JSON.stringify(project.name)} for Caddy 2.9 and later, exported by Routepin.`, '$.name');
  out.comment(
    'Run it with: caddy run --config THIS_FILE --adapter caddyfile; or import it from a Caddyfile.',
  );
  if (plan.refused.length > 0 || plan.balancers.length > 0) out.blank();
  for (const { path, message } of plan.refused) out.leaveOut(path, message);
  writeCaddyDifferences(out, plan);
  for (const listen of plan.listens) for (const site of listen.sites) writeSite(out, listen, site);
  return out.finish();
}

function writeSite(out: LineWriter, listen: PeerListen, site: PeerSite): void {
  const isFirst = listen.sites[0] === site;
  const names = [...site.names, ...site.suffixes.map((suffix) => `*${suffix}`)];
  if (!isFirst && names.length === 0) {
    out.leaveOut(
      `${site.path}.serverName`,
      'an earlier site of this address gets everything; this one has no name',
    );
    return;
  }
  out.blank();
  out.comment(`Site ${JSON.stringify(site.site.name)}.`, site.path);
  const scheme = listen.tls ? 'https' : 'http';
  // The first one also gets unknown hosts; TLS needs a name for its certificate.
  const all = isFirst && (!listen.tls || names.length === 0) ? [''] : names;
  const addresses = all.map(
    (name) => `${scheme}://${name === '' && listen.tls ? 'localhost' : name}:${listen.port}`,
  );
  out.line(`${addresses.join(', ')} {`, `${site.path}.listen`);
  out.indented(() => {
    if (listen.host !== '*') out.line(`bind ${listen.host}`, `${site.path}.listen`);
    if (listen.tls) {
      out.comment('A certificate of its own authority; name files or leave the line out for a public one.');
      out.line('tls internal', `${site.path}.tls`);
    }
    const name = (site.site.serverName ?? listen.host).replace(/:\d+$/, '');
    if (/^[\w.-]+$/.test(name))
      out.line(`request_header X-Forwarded-Server ${name}`, `${site.path}.serverName`);
    out.comment('The first matching path wins.');
    out.line('route {', site.path);
    out.indented(() => {
      for (const mapping of site.mappings) writeMapping(out, site, mapping);
      out.line('respond "not found" 404', site.path);
    });
    out.line('}', site.path);
  });
  out.line('}', site.path);
}

function writeMapping(out: LineWriter, { site }: PeerSite, mapping: PeerMapping): void {
  const { prefix, newPrefix, to, id, path } = mapping;
  // A prefix ends at a border of the path (APACHE.md §6.6): /p is /p and /p/x, not /px.
  const paths = prefix === '/' ? null : prefix.endsWith('/') ? [`${prefix}*`] : [prefix, `${prefix}/*`];
  if (paths !== null) out.line(`@path_${id} path ${paths.map(quoted).join(' ')}`, path);
  out.line(`handle${paths === null ? '' : ` @path_${id}`} {`, path);
  out.indented(() => {
    if (to.kind === 'none') {
      out.line('respond "not found" 404', path);
      return;
    }
    const bare = (text: string) => (text.endsWith('/') ? text.slice(0, -1) : text);
    if (prefix !== newPrefix) {
      if (bare(prefix) !== '') out.line(`uri strip_prefix ${quoted(bare(prefix))}`, path);
      if (bare(newPrefix) !== '') out.line(`rewrite * ${bare(newPrefix)}{uri}`, path);
    }
    if (to.kind === 'plain') writePlainProxy(out, site, mapping, to.target);
    else writeReverseProxy(out, site, mapping, to.balancer);
  });
  out.line('}', path);
}
