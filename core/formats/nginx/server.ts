import { authorityOf } from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerListen, PeerMapping, PeerSite } from '../peers/plan.ts';
import { reversesOf } from '../peers/reverses.ts';
import { duration, hostPort } from '../peers/words.ts';
import { routeVariables } from './route-maps.ts';
import { schemeOf } from './servers.ts';
import type { NginxForm } from './upstreams.ts';
import { pattern, quoted } from './words.ts';

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** One site as a `server` block; the first of an address is the one for unknown hosts. */
export function writeServer(
  out: LineWriter,
  listen: PeerListen,
  site: PeerSite,
  form: NginxForm,
  certificate: Certificate | null,
): void {
  out.blank();
  out.comment(`Site ${JSON.stringify(site.site.name)}.`, site.path);
  out.line('server {', site.path);
  out.indented(() => {
    const isFirst = listen.sites[0] === site;
    const address = listen.host === '*' ? `${listen.port}` : hostPort(listen.host, listen.port);
    out.line(
      `listen ${address}${isFirst ? ' default_server' : ''}${listen.tls ? ' ssl' : ''};`,
      `${site.path}.listen`,
    );
    const names = [...site.names, ...site.suffixes.map((suffix) => `*${suffix}`)];
    if (names.length > 0) out.line(`server_name ${names.join(' ')};`, `${site.path}.serverName`);
    if (listen.tls) writeCertificate(out, site, certificate);
    writeForwarded(out, listen, site);
    const taken = new Set<string>();
    for (const mapping of reachable(out, site.mappings)) writeLocation(out, site, mapping, { form, taken });
    if (!site.mappings.some(({ prefix }) => prefix === '/')) writeNothing(out, '/', site.path);
  });
  out.line('}', site.path);
}

function writeCertificate(out: LineWriter, site: PeerSite, certificate: Certificate | null): void {
  if (certificate === null) {
    out.comment('Name your certificate and key here; nginx does not start without them:');
    out.line('# ssl_certificate /path/to/certificate.pem;', `${site.path}.tls`);
    out.line('# ssl_certificate_key /path/to/key.pem;', `${site.path}.tls`);
    return;
  }
  out.line(`ssl_certificate ${quoted(certificate.certificate)};`, `${site.path}.tls`);
  out.line(`ssl_certificate_key ${quoted(certificate.key)};`, `${site.path}.tls`);
}

function writeForwarded(out: LineWriter, listen: PeerListen, site: PeerSite): void {
  out.comment('What members are told of the client, as Apache tells them.');
  out.line('proxy_http_version 1.1;', null);
  out.line('proxy_set_header Host $http_host;', `${site.path}.preserveHost`);
  out.line('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;', null);
  out.line('proxy_set_header X-Forwarded-Host $http_host;', null);
  const name = (site.site.serverName ?? listen.host).replace(/:\d+$/, '');
  if (/^[\w.-]+$/.test(name))
    out.line(`proxy_set_header X-Forwarded-Server ${name};`, `${site.path}.serverName`);
  if (listen.tls) out.line('proxy_set_header X-Forwarded-Proto https;', `${site.path}.tls`);
  out.line('proxy_set_header Upgrade $http_upgrade;', null);
  out.line('proxy_set_header Connection $routepin_connection;', null);
}

/** nginx takes the longest prefix, Apache the first: what an earlier, shorter one hides is not written. */
function reachable(out: LineWriter, mappings: readonly PeerMapping[]): readonly PeerMapping[] {
  return mappings.filter((mapping, index) => {
    const hidden = mappings.slice(0, index).some(({ prefix }) => covers(prefix, mapping.prefix));
    if (hidden) out.leaveOut(mapping.path, 'an earlier mapping takes these requests, in Apache as well');
    return !hidden;
  });
}

function covers(earlier: string, later: string): boolean {
  return later === earlier || later.startsWith(earlier.endsWith('/') ? earlier : `${earlier}/`);
}

function writeLocation(
  out: LineWriter,
  site: PeerSite,
  mapping: PeerMapping,
  { form, taken }: { readonly form: NginxForm; readonly taken: Set<string> },
): void {
  // A prefix ends at a border of the path (APACHE.md §6.6): /p is /p and /p/x, not /px.
  const places = mapping.prefix.endsWith('/')
    ? [mapping.prefix]
    : [`= ${mapping.prefix}`, `${mapping.prefix}/`];
  for (const place of places) {
    // After "/p/" a mapping of "/p" is left with "/p" itself.
    if (taken.has(place)) continue;
    taken.add(place);
    if (mapping.to.kind === 'none') {
      writeNothing(out, place, mapping.path);
      continue;
    }
    out.line(`location ${place} {`, mapping.path);
    out.indented(() => writeProxying(out, site, mapping, form));
    out.line('}', mapping.path);
  }
}

function writeNothing(out: LineWriter, place: string, path: string): void {
  out.line(`location ${place} { return 404; }`, path);
}

function writeProxying(out: LineWriter, site: PeerSite, mapping: PeerMapping, form: NginxForm): void {
  const { to, prefix, newPrefix, path, addsSlash } = mapping;
  if (prefix !== newPrefix || addsSlash) {
    // In quotes a backslash before anything but a quote, a backslash, t, r and n stays.
    // The prefix alone gets a slash.
    const rest = addsSlash ? `/?(.*)$" ${newPrefix}/$1` : `(.*)$" ${newPrefix}$1`;
    out.line(`rewrite "^${pattern(prefix)}${rest} break;`, path);
  }
  if (to.kind === 'plain') {
    out.line(
      `proxy_pass ${to.target.scheme.replace('ws', 'http')}://${hostPort(to.target.hostname, to.target.port)};`,
      path,
    );
    if (site.site.preserveHost !== true) writeOwnHost(out, authorityOf(to.target), site, mapping);
    writeReverses(out, site, mapping);
    return;
  }
  if (to.kind !== 'balancer') return;
  const { balancer } = to;
  writeAttempts(out, balancer);
  const isMapped = form === 'map' && balancer.sticky !== null;
  const group = isMapped ? routeVariables(balancer).upstream : balancer.id;
  out.line(`proxy_pass ${schemeOf(balancer)}://${group};`, path);
  if (isMapped && balancer.cookie !== null) {
    out.line(
      `add_header Set-Cookie ${routeVariables(balancer).cookie} always;`,
      `${balancer.path}.routeCookie`,
    );
  }
  writeReverses(out, site, mapping);
}

/** Inheritance is all or nothing: a field of its own means all of them again. */
function writeOwnHost(out: LineWriter, authority: string, site: PeerSite, mapping: PeerMapping): void {
  out.line(`proxy_set_header Host ${authority};`, mapping.path);
  out.line('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;', null);
  out.line('proxy_set_header X-Forwarded-Host $http_host;', null);
  if (site.site.tls === true) out.line('proxy_set_header X-Forwarded-Proto https;', `${site.path}.tls`);
}

function writeAttempts(out: LineWriter, { balancer, members, path }: PeerBalancer): void {
  const attempts = balancer.maxattempts ?? Math.max(0, members.length - 1);
  if (attempts === 0) out.line('proxy_next_upstream off;', `${path}.maxattempts`);
  else out.line(`proxy_next_upstream_tries ${Math.min(attempts + 1, 100)};`, `${path}.maxattempts`);
  writeTime(
    out,
    members.map(({ member, path: place }) => [member.timeout, `${place}.timeout`] as const),
    ['proxy_read_timeout', 'proxy_send_timeout'],
  );
  writeTime(
    out,
    members.map(
      ({ member, path: place }) => [member.connectiontimeout, `${place}.connectiontimeout`] as const,
    ),
    ['proxy_connect_timeout'],
  );
}

/** One time for all members: the longest that any of them has. */
function writeTime(
  out: LineWriter,
  times: readonly (readonly [seconds: number | undefined, path: string])[],
  words: readonly string[],
): void {
  const [seconds, path] = times.reduce((most, one) => ((one[0] ?? 0) > (most[0] ?? 0) ? one : most), [0, '']);
  if (seconds === undefined || seconds === 0) return;
  for (const word of words) out.line(`${word} ${duration(Math.min(seconds, 2_000_000))};`, path);
}

/** ProxyPassReverse: redirects to members become ones to the site, those of its other mappings as well (APACHE.md §6.7). */
function writeReverses(out: LineWriter, site: PeerSite, mapping: PeerMapping): void {
  if (site.site.proxyPassReverse === false) {
    out.line('proxy_redirect off;', mapping.path);
    return;
  }
  // In quotes a backslash before anything but a quote, a backslash, t, r and n stays.
  for (const { pattern: from, to, mapping: of } of reversesOf(site))
    out.line(`proxy_redirect "~${from}" "${to}$2";`, of.path);
}
