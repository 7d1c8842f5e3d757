import type { MemberUrl, Project } from '../../contract/index.ts';
import { createLineWriter, type LineWriter } from '../line-writer.ts';
import {
  type PeerBalancer,
  type PeerListen,
  type PeerMapping,
  type PeerPlan,
  type PeerSite,
  planPeers,
} from '../peers/plan.ts';
import { duration, hostPort, isRounded, wholeWeights } from '../peers/words.ts';
import { type ExportTarget, fileStem, type RenderedLines, type RenderOptions } from '../target.ts';
import { usable, writeTraefikDifferences } from './differences.ts';

/** Traefik 3 (3.6 and later), as a file of its file provider. What listens is its static configuration: a comment says how. */
export const traefik: ExportTarget = {
  fileName: (project) => `${fileStem(project)}.yml`,
  render,
  renderStandalone: null,
};

function render(project: Project, options: RenderOptions): RenderedLines {
  const out = createLineWriter('#', options);
  const plan = planPeers(project);
  out.comment(`${JSON.stringify(project.name)} for Traefik 3.6 and later, exported by Routepin.`, '$.name');
  out.comment('What listens is not part of such a file. Start it with:');
  const entries = plan.listens.map(
    (listen) =>
      `--entryPoints.${entryPoint(listen)}.address=${listen.host === '*' ? '' : hostPort(listen.host, listen.port).replace(/:\d+$/, '')}:${listen.port}`,
  );
  out.comment(`traefik ${entries.join(' ')} --providers.file.filename=THIS_FILE`);
  if (plan.refused.length > 0 || plan.balancers.length > 0) out.blank();
  for (const { path, message } of plan.refused) out.leaveOut(path, message);
  writeTraefikDifferences(out, plan);
  out.blank();
  const mappings = plan.listens.flatMap((listen) =>
    listen.sites.flatMap((site) => site.mappings.map((mapping) => ({ listen, site, mapping }))),
  );
  if (mappings.length === 0) return out.finish();
  out.line('http:', null);
  out.indented(() => {
    out.line('routers:', null);
    out.indented(() => {
      mappings.forEach(({ listen, site, mapping }, index) => {
        writeRouter(out, listen, site, mapping, mappings.length - index);
      });
    });
    writeServices(
      out,
      plan,
      mappings.map(({ mapping }) => mapping),
    );
    writeMiddlewares(
      out,
      plan,
      mappings.map(({ mapping }) => mapping),
    );
    writeTransports(out, plan);
  });
  return out.finish();
}

function entryPoint({ id }: PeerListen): string {
  return id.replaceAll('_', '-');
}

/** A text as YAML reads it back: JSON's strings are YAML's double-quoted ones. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function writeRouter(
  out: LineWriter,
  listen: PeerListen,
  site: PeerSite,
  mapping: PeerMapping,
  priority: number,
): void {
  const { id, path, to } = mapping;
  if (to.kind === 'none')
    out.differs(path, 'Traefik has no answer of its own to what is not proxied; its noop service says 418');
  out.line(`path-${id}:`, path);
  out.indented(() => {
    out.line(`rule: ${quoted(ruleOf(listen, site, mapping))}`, path);
    // Without a number Traefik takes the longest rule, not the first.
    out.line(`priority: ${priority}`, path);
    out.line(`entryPoints: [${entryPoint(listen)}]`, `${site.path}.listen`);
    const used = middlewaresOf(mapping);
    if (used.length > 0) out.line(`middlewares: [${used.join(', ')}]`, path);
    out.line(
      `service: ${to.kind === 'balancer' ? to.balancer.id : to.kind === 'plain' ? `target-${id}` : 'noop@internal'}`,
      path,
    );
    if (listen.tls) out.line('tls: {}', `${site.path}.tls`);
  });
}

function ruleOf(listen: PeerListen, site: PeerSite, { prefix }: PeerMapping): string {
  const hosts = [
    ...site.names.map((name) => `Host(\`${name}\`)`),
    ...site.suffixes.map((suffix) => `HostRegexp(\`^.+${suffix.replaceAll('.', '\\.')}$\`)`),
  ];
  // The first site of an address also gets unknown hosts.
  const others = listen.sites.filter((other) => other !== site);
  const isDefault = listen.sites[0] === site;
  const host = isDefault
    ? others.flatMap(({ names }) => names.map((name) => `!Host(\`${name}\`)`)).join(' && ')
    : hosts.length === 0
      ? ''
      : `(${hosts.join(' || ')})`;
  // A prefix ends at a border of the path (APACHE.md §6.6): /p is /p and /p/x, not /px.
  const path = prefix.endsWith('/')
    ? `PathPrefix(\`${prefix}\`)`
    : `(Path(\`${prefix}\`) || PathPrefix(\`${prefix}/\`))`;
  return [host, path].filter((part) => part !== '').join(' && ');
}

function middlewaresOf({ id, prefix, newPrefix, to, addsSlash }: PeerMapping): readonly string[] {
  const names: string[] = [];
  if (to.kind === 'balancer' && attemptsOf(to.balancer) > 1) names.push(`retry-${dashed(to.balancer.id)}`);
  if (to.kind !== 'none' && (prefix !== newPrefix || addsSlash)) names.push(`rewrite-${id}`);
  return names;
}

function dashed(id: string): string {
  return id.replaceAll('_', '-');
}

function attemptsOf(balancer: PeerBalancer): number {
  return Math.min(100, (balancer.balancer.maxattempts ?? Math.max(0, usable(balancer).length - 1)) + 1);
}

function writeServices(out: LineWriter, plan: PeerPlan, mappings: readonly PeerMapping[]): void {
  const used = plan.balancers.filter((balancer) =>
    mappings.some(({ to }) => to.kind === 'balancer' && to.balancer === balancer),
  );
  const plains = mappings.filter(({ to }) => to.kind === 'plain');
  if (used.length + plains.length === 0) return;
  out.line('services:', null);
  out.indented(() => {
    for (const balancer of used) writeService(out, balancer);
    for (const { id, path, to } of plains) {
      if (to.kind !== 'plain') continue;
      out.line(`target-${id}:`, path);
      out.indented(() => {
        out.line('loadBalancer:', path);
        out.indented(() => {
          out.line('servers:', path);
          out.indented(() => out.line(`- url: ${quoted(urlOf(to.target))}`, path));
          if (isTls(to.target)) out.line('serversTransport: any-certificate', path);
        });
      });
    }
  });
}

function writeService(out: LineWriter, balancer: PeerBalancer): void {
  const { id, path, balancer: settings, sticky, cookie } = balancer;
  const members = usable(balancer);
  const factors = members.map(({ member }) => member.loadfactor ?? 1);
  const weights = wholeWeights(factors, 1000);
  out.comment(`The members of balancer ${JSON.stringify(settings.name)}.`, `${path}.name`);
  out.line(`${id}:`, `${path}.name`);
  out.indented(() => {
    out.line('loadBalancer:', `${path}.name`);
    out.indented(() => {
      if (settings.lbmethod === 'bybusyness') out.line('strategy: p2c', `${path}.lbmethod`);
      out.line(members.length === 0 ? 'servers: []' : 'servers:', `${path}.members`);
      out.indented(() => {
        members.forEach(({ target, path: place }, index) => {
          if (weights !== null && isRounded(factors, weights))
            out.differs(`${place}.loadfactor`, 'Traefik takes whole weights; this one is rounded');
          const weight = weights === null ? '' : `, weight: ${weights[index]}`;
          out.line(`- { url: ${quoted(urlOf(target))}${weight} }`, place);
        });
      });
      if (sticky !== null) {
        out.line('sticky:', `${path}.stickysession`);
        out.indented(() => {
          out.line('cookie:', `${path}.stickysession`);
          out.indented(() => {
            out.line(`name: ${quoted(cookie?.name ?? 'lb')}`, `${path}.stickysession`);
            if (cookie !== null) writeAttributes(out, balancer);
          });
        });
      }
      writeChecks(out, balancer);
      if (members.some(({ target }) => isTls(target)))
        out.line('serversTransport: any-certificate', `${path}.members`);
    });
  });
}

function writeAttributes(out: LineWriter, { cookie, path }: PeerBalancer): void {
  const where = `${path}.routeCookie`;
  if (cookie?.path !== undefined) out.line(`path: ${quoted(cookie.path)}`, `${where}.path`);
  if (cookie?.domain !== undefined) out.line(`domain: ${quoted(cookie.domain)}`, `${where}.domain`);
  if (cookie?.secure === true) out.line('secure: true', `${where}.secure`);
  if (cookie?.httpOnly === true) out.line('httpOnly: true', `${where}.httpOnly`);
  if (cookie?.sameSite !== undefined)
    out.line(`sameSite: ${cookie.sameSite.toLowerCase()}`, `${where}.sameSite`);
  if (cookie?.maxAge !== undefined) out.line(`maxAge: ${cookie.maxAge}`, `${where}.maxAge`);
}

function writeChecks(out: LineWriter, balancer: PeerBalancer): void {
  const members = usable(balancer);
  const checked = members.find(
    ({ member }) => member.hcmethod !== undefined && !['None', 'TCP'].includes(member.hcmethod),
  );
  if (checked !== undefined) {
    const { member, path } = checked;
    const uri = member.hcuri ?? '/';
    const isPlain = /^\/[\w.~:@+!,=&/?-]*$/.test(uri);
    if (!isPlain)
      out.leaveOut(`${path}.hcuri`, 'not written: only a plain path can be; the check asks for "/"');
    out.line('healthCheck:', `${path}.hcmethod`);
    out.indented(() => {
      out.line(`path: ${quoted(`${checked.target.path}${isPlain ? uri : '/'}`)}`, `${path}.hcuri`);
      out.line(`interval: ${quoted(duration(member.hcinterval ?? 30))}`, `${path}.hcinterval`);
      const method = (member.hcmethod ?? 'GET').replace('11', '');
      if (method !== 'GET') out.line(`method: ${method}`, `${path}.hcmethod`);
    });
  }
  const longest = Math.max(0, ...members.map(({ member }) => member.retry ?? 60));
  if (longest === 0) return;
  out.line('passiveHealthCheck:', `${members[0]?.path}.retry`);
  out.indented(() => {
    out.line(`failureWindow: ${quoted(duration(Math.min(longest, 2_000_000)))}`, `${members[0]?.path}.retry`);
    out.line('maxFailedAttempts: 1', `${members[0]?.path}.retry`);
  });
}

function writeMiddlewares(out: LineWriter, plan: PeerPlan, mappings: readonly PeerMapping[]): void {
  const rewritten = mappings.filter(
    ({ prefix, newPrefix, to, addsSlash }) => to.kind !== 'none' && (prefix !== newPrefix || addsSlash),
  );
  const retried = plan.balancers.filter(
    (balancer) =>
      attemptsOf(balancer) > 1 &&
      mappings.some(({ to }) => to.kind === 'balancer' && to.balancer === balancer),
  );
  if (rewritten.length + retried.length === 0) return;
  out.line('middlewares:', null);
  out.indented(() => {
    for (const balancer of retried) {
      out.line(`retry-${dashed(balancer.id)}:`, `${balancer.path}.maxattempts`);
      out.indented(() => {
        out.line('retry:', `${balancer.path}.maxattempts`);
        out.indented(() => out.line(`attempts: ${attemptsOf(balancer)}`, `${balancer.path}.maxattempts`));
      });
    }
    for (const { id, prefix, newPrefix, path, addsSlash } of rewritten) {
      out.line(`rewrite-${id}:`, path);
      out.indented(() => {
        out.line('replacePathRegex:', path);
        out.indented(() => {
          out.line(
            `regex: ${quoted(`^${prefix.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}${addsSlash ? '/?' : ''}(.*)$`)}`,
            path,
          );
          out.line(`replacement: ${quoted(`${newPrefix}${addsSlash ? '/' : ''}$1`)}`, path);
        });
      });
    }
  });
}

function writeTransports(out: LineWriter, plan: PeerPlan): void {
  const isNeeded =
    plan.balancers.some(({ members }) => members.some(({ target }) => isTls(target))) ||
    plan.listens.some(({ sites }) =>
      sites.some(({ mappings }) => mappings.some(({ to }) => to.kind === 'plain' && isTls(to.target))),
    );
  if (!isNeeded) return;
  out.comment("Apache does not check members' certificates unless told to.");
  out.line('serversTransports:', null);
  out.indented(() => {
    out.line('any-certificate:', null);
    out.indented(() => out.line('insecureSkipVerify: true', null));
  });
}

function isTls({ scheme }: MemberUrl): boolean {
  return scheme === 'https' || scheme === 'wss';
}

function urlOf(target: MemberUrl): string {
  return `${isTls(target) ? 'https' : 'http'}://${hostPort(target.hostname, target.port)}`;
}
