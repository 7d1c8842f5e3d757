import {
  type Balancer,
  parseBalancerUrl,
  parseListen,
  parseMemberUrl,
  reverseOf,
  type Site,
} from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { balancerSettings, isExpressibleBalancer, memberUrlRefusal } from './balancer.ts';
import type { Dialect } from './dialect.ts';
import { quoted, setting, usesDollar } from './words.ts';

/** What a site's section needs to know besides the site. */
export interface SiteContext {
  readonly balancers: readonly Balancer[];
  readonly dialect: Dialect;
  /** Certificate and key for TLS sites, or null when whoever drops the file in has to name them. */
  readonly certificate: { readonly certificateFile: string; readonly keyFile: string } | null;
}

/** Why Apache can't listen where this site does, or null when it can. */
export function listenRefusal(site: Site): string | null {
  const listen = parseListen(site.listen);
  if (listen === undefined) return 'not a listen address';
  if (listen.port === 0) return 'port 0 means any free port; Apache needs a number';
  return /^(\*|[\w.-]+|[0-9a-f:.]+)$/i.test(listen.host) ? null : 'Apache would not take this host name';
}

/** One site as a `<VirtualHost>` section. */
export function writeSite(out: LineWriter, site: Site, path: string, context: SiteContext): void {
  out.blank();
  const refusal = listenRefusal(site);
  if (refusal !== null) {
    out.leaveOut(`${path}.listen`, refusal);
    return;
  }
  out.comment(
    `Site ${JSON.stringify(site.name)}: the first section of an address also serves unknown hosts.`,
    path,
  );
  out.line(`<VirtualHost ${site.listen}>`, `${path}.listen`);
  out.indented(() => {
    writeNames(out, site, path, context.dialect);
    if (site.tls === true) writeTls(out, path, context);
    if (needsProxyTls(site, context.balancers)) {
      out.comment('Some of its members speak TLS.');
      out.line('SSLProxyEngine On', path);
    }
    if (site.preserveHost === true) {
      out.comment('Members see the Host that the browser sent.');
      out.line('ProxyPreserveHost On', `${path}.preserveHost`);
    }
    writeMappings(out, site, path, context);
  });
  out.line('</VirtualHost>', path);
}

function writeNames(out: LineWriter, site: Site, path: string, dialect: Dialect): void {
  const listen = parseListen(site.listen);
  if (site.serverName !== undefined && isServerName(site.serverName)) {
    out.line(`ServerName ${site.serverName}`, `${path}.serverName`);
  } else {
    if (site.serverName !== undefined)
      out.leaveOut(`${path}.serverName`, 'Apache would not take this server name');
    // Without a ServerName Apache asks the DNS, and X-Forwarded-Server says what it answered.
    if (listen !== undefined && /^[\w.-]+$/.test(listen.host))
      out.line(`ServerName ${listen.host}`, `${path}.listen`);
  }
  site.serverAlias?.forEach((alias, index) => {
    const line = `ServerAlias ${quoted(alias)}`;
    if (usesDollar(line) && !dialect.hasDefine) out.leaveOut(`${path}.serverAlias[${index}]`, NO_DEFINE);
    else out.line(line, `${path}.serverAlias[${index}]`);
  });
}

function isServerName(name: string): boolean {
  const port = /^[\w.-]+(?::(\d+))?$/.exec(name);
  return port !== null && (port[1] === undefined || (Number(port[1]) >= 1 && Number(port[1]) <= 65_535));
}

function writeTls(out: LineWriter, path: string, context: SiteContext): void {
  out.line('SSLEngine On', `${path}.tls`);
  if (context.certificate === null) {
    out.comment('Name your certificate and key here; Apache does not start without them:');
    out.line('# SSLCertificateFile "/path/to/certificate.pem"', `${path}.tls`);
    out.line('# SSLCertificateKeyFile "/path/to/key.pem"', `${path}.tls`);
  } else {
    out.line(`SSLCertificateFile ${quoted(context.certificate.certificateFile)}`, `${path}.tls`);
    out.line(`SSLCertificateKeyFile ${quoted(context.certificate.keyFile)}`, `${path}.tls`);
  }
  out.comment('Members learn that the browser came by https.');
  out.line('RequestHeader set X-Forwarded-Proto "https"', `${path}.tls`);
}

function writeMappings(out: LineWriter, site: Site, path: string, context: SiteContext): void {
  if (site.proxyPass.length === 0) return;
  out.comment('The first matching path wins; "!" is not proxied.');
  const reverses: [text: string, path: string][] = [];
  const ownMethods = methodsToRepeat(context.balancers);
  site.proxyPass.forEach((mapping, index) => {
    const mappingPath = `${path}.proxyPass[${index}]`;
    if (usesDollar(quoted(mapping.path) + quoted(mapping.url)) && !context.dialect.hasDefine) {
      out.leaveOut(mappingPath, NO_DEFINE);
      return;
    }
    if (mapping.url === '!') {
      out.line(`ProxyPass ${quoted(mapping.path)} "!"`, mappingPath);
      return;
    }
    const url = expressibleTarget(mapping.url, context.balancers);
    const refusal =
      url === null ? 'Apache would not take this target as it stands' : plainRefusal(url, context);
    if (url === null || refusal !== null) {
      out.leaveOut(`${mappingPath}.url`, refusal ?? '');
      return;
    }
    const method = context.dialect.hasMethodModules ? ownMethods.take(url) : '';
    const words = [`ProxyPass ${quoted(mapping.path)} ${quoted(url)}${method}`, ...trailing(url, context)];
    out.line(words.join(' '), mappingPath);
    const reverse = reverseOf(mapping.path, url);
    const line = `ProxyPassReverse ${quoted(reverse.path)} ${quoted(reverse.url)}`;
    if (!reverses.some(([known]) => known === line)) reverses.push([line, mappingPath]);
  });
  if (site.proxyPassReverse === false || reverses.length === 0) return;
  out.comment("Redirects of members that name themselves are turned back into the site's own address.");
  for (const [line, linePath] of reverses) out.line(line, linePath);
}

/**
 * What a site's first line to a balancer has to repeat. Apache makes a balancer of the site's own out of that line and
 * has it inherit every setting of the `<Proxy>` section but one: the lbmethod is byrequests again, and where that
 * module is not loaded the server does not start (AH02432, AH01183).
 */
function methodsToRepeat(balancers: readonly Balancer[]): { take(url: string): string } {
  const due = new Map(
    balancers.flatMap(({ name, lbmethod = 'byrequests' }) =>
      lbmethod === 'byrequests' ? [] : [[name.toLowerCase(), lbmethod] as const],
    ),
  );
  return {
    take(url) {
      const key = parseBalancerUrl(url)?.balancer ?? '';
      const method = due.get(key);
      due.delete(key);
      return method === undefined ? '' : ` ${setting('lbmethod', method)}`;
    },
  };
}

const NO_DEFINE = 'this version of Apache can not be kept from replacing a variable in it';

function plainRefusal(url: string, { dialect }: SiteContext): string | null {
  return parseBalancerUrl(url) === undefined ? dialect.memberUrl(url) : null;
}

/** The balancer's settings that its ProxyPass has to repeat in this version of Apache. */
function trailing(url: string, { balancers, dialect }: SiteContext): readonly string[] {
  const target = parseBalancerUrl(url);
  const named = balancers.find((balancer) => balancer.name.toLowerCase() === target?.balancer);
  const settings = named === undefined ? [] : balancerSettings(named, dialect);
  return settings.flatMap(({ key, text }) =>
    text !== null && dialect.repeatsOnProxyPass.includes(key) ? [text] : [],
  );
}

/**
 * The target as it may be written, or null. A balancer is written with its own letter case: the `<Proxy>` section
 * that holds its cookie line is found by exact comparison.
 */
function expressibleTarget(url: string, balancers: readonly Balancer[]): string | null {
  const target = parseBalancerUrl(url);
  if (target === undefined) {
    const host = parseMemberUrl(url);
    return host !== undefined && memberUrlRefusal(url.replaceAll('=', '')) === null ? url : null;
  }
  const named = balancers.find((balancer) => balancer.name.toLowerCase() === target.balancer);
  const name = named?.name ?? target.balancer;
  return isExpressibleBalancer(name) ? `balancer://${name}${target.path}` : null;
}

/** Whether a request of this site may go to an https or wss target. */
export function needsProxyTls(site: Site, balancers: readonly Balancer[]): boolean {
  return targetsOf(site, balancers).some((url) => /^(https|wss):/i.test(url));
}

/** Every URL that a site's requests may go to: plain targets and members of its balancers. */
export function targetsOf(site: Site, balancers: readonly Balancer[]): readonly string[] {
  return site.proxyPass.flatMap(({ url }) => {
    const target = parseBalancerUrl(url);
    if (target === undefined) return url === '!' ? [] : [url];
    const named = balancers.find((balancer) => balancer.name.toLowerCase() === target.balancer);
    return named?.members.map((member) => member.url) ?? [];
  });
}
