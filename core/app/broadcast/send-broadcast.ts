import { createHash } from 'node:crypto';
import {
  type BalancerSettings,
  type BroadcastView,
  type CommandParams,
  fail,
  type MemberSettings,
  type Project,
  type Result,
  resolveProject,
  SAFE_METHODS,
  type SiteSettings,
  succeed,
  type Trouble,
} from '../../contract/index.ts';
import {
  bytesOf,
  type MappedRequest,
  mapRequest,
  memberRequestFields,
  memberTarget,
} from '../../decision/index.ts';
import type { Engine } from '../../engine/engine-api.ts';
import { askMember } from '../../host/ask-member.ts';
import { compareAnswers, ignoredWords, type MemberAnswer } from '../../rehearsal/index.ts';

/** Members that take longer are said to be silent; a cache that is cleared takes a moment. */
const PATIENCE_MS = 15_000;
const DEFAULT_AGENT = 'Mozilla/5.0 (broadcast)';

interface Prepared {
  readonly site: SiteSettings;
  readonly balancer: BalancerSettings;
  readonly mapped: Extract<MappedRequest, { readonly kind: 'balancer' }>;
}

/**
 * One request to every member of the balancer that a path leads to, directly and at the same time, with the target, Host
 * and forwarded fields that the engine would send (decision/proxying), and the answers compared.
 */
export async function sendBroadcast(
  project: Project,
  engine: Pick<Engine, 'members'>,
  params: CommandParams<'broadcast.send'>,
  /** Those that get it; absent: all. */
  isAsked: (member: MemberSettings) => boolean = () => true,
): Promise<Result<BroadcastView, Trouble>> {
  const method = params.method ?? 'GET';
  if (!(SAFE_METHODS as readonly string[]).includes(method) && params.allowUnsafe !== true) {
    return fail({
      code: 'not-available',
      message: `${method} may change something on every member`,
      hint: 'Confirm it (allowUnsafe), or ask with GET.',
    });
  }
  const prepared = prepare(project, params);
  if (!prepared.ok) return prepared;
  const { site, balancer, mapped } = prepared.value;
  const body = params.body === undefined ? null : Buffer.from(params.body);
  const atMs = Date.now();
  const known = engine.members();
  const answers = await Promise.all(
    balancer.members.filter(isAsked).map(async (member): Promise<MemberAnswer> => {
      const isOut = known.some(
        (one) => one.url === member.url && one.balancer.toLowerCase() === balancer.key && one.simulatedOutage,
      );
      if (isOut) return noAnswer(member, 'simulated outage: connections to it are refused here');
      const reply = await askMember({
        hostname: member.target.hostname.replace(/^\[|\]$/g, ''),
        port: member.target.port,
        isTls: member.target.scheme === 'https' || member.target.scheme === 'wss',
        method,
        target: memberTarget(member.target, mapped),
        fields: fieldsFor(member, site, params, body?.length ?? null),
        body,
        timeoutMs: PATIENCE_MS,
      });
      if (typeof reply === 'string') return noAnswer(member, reply);
      const { fields, ...rest } = reply;
      return { member: member.url, route: member.route, trouble: null, headers: fields, ...rest };
    }),
  );
  const ignore = { texts: params.ignore ?? [], isVolatileIgnored: params.ignoreVolatile ?? true };
  const compared = compareAnswers(answers, ignore, (text) => createHash('sha256').update(text).digest('hex'));
  const [first] = balancer.members;
  return succeed({
    site: site.name,
    balancer: balancer.name,
    atMs,
    method,
    path: params.path,
    sentAs: first === undefined ? '' : `${method} ${memberTarget(first.target, mapped)}`,
    ...compared,
    ignored: ignoredWords(ignore),
  });
}

function prepare(project: Project, params: CommandParams<'broadcast.send'>): Result<Prepared, Trouble> {
  const settings = resolveProject(project);
  const site =
    params.site === undefined ? settings.sites[0] : settings.sites.find(({ name }) => name === params.site);
  if (site === undefined) {
    const names = settings.sites.map(({ name }) => name).join(', ');
    return fail({
      code: 'not-found',
      message: params.site === undefined ? 'the project has no site' : `there is no site "${params.site}"`,
      hint: names === '' ? 'Add one under Config.' : `Sites are ${names}.`,
    });
  }
  const mapped = mapRequest(site, params.path, (key) => settings.balancers.some((one) => one.key === key));
  const balancer =
    mapped.kind === 'balancer' ? settings.balancers.find(({ key }) => key === mapped.balancer) : undefined;
  if (mapped.kind !== 'balancer' || balancer === undefined) {
    return fail({
      code: 'not-available',
      message:
        mapped.kind === 'plain'
          ? `${params.path} goes to ${mapped.url}, a plain target: there is nobody to compare with`
          : `no proxyPass line of "${site.name}" leads ${params.path} to a balancer`,
      hint: 'Choose a path behind a balancer.',
    });
  }
  if (balancer.members.length === 0) {
    return fail({
      code: 'not-available',
      message: `balancer ${balancer.name} has no members`,
      hint: 'Add one under Live or Config.',
    });
  }
  return succeed({ site, balancer, mapped });
}

function fieldsFor(
  member: MemberSettings,
  site: SiteSettings,
  params: CommandParams<'broadcast.send'>,
  bodyBytes: number | null,
): readonly string[] {
  const isDefaultPort = site.port === (site.tls ? 443 : 80);
  const host = isDefaultPort ? site.serverName : `${site.serverName.replace(/:\d+$/, '')}:${site.port}`;
  const own = Object.entries(params.headers ?? {});
  const has = (name: string) => own.some(([each]) => each.toLowerCase() === name);
  const fields = [
    'Host',
    host,
    ...(has('user-agent') ? [] : ['User-Agent', DEFAULT_AGENT]),
    ...(has('accept') ? [] : ['Accept', '*/*']),
    ...own.flat(),
    ...(bodyBytes !== null && !has('content-type')
      ? ['Content-Type', 'application/x-www-form-urlencoded']
      : []),
  ];
  return memberRequestFields({
    fields: fields.map(bytesOf),
    connectionOptions: [],
    member: member.target,
    host: bytesOf(host),
    preserveHost: site.preserveHost,
    serverName: site.serverName,
    clientAddress: '127.0.0.1',
    body: bodyBytes,
    pings: false,
    // A connection of its own: nothing of the balancer's pool is touched.
    disableReuse: true,
    upgrade: null,
    forwardedProto: site.tls ? 'https' : null,
  });
}

function noAnswer(member: MemberSettings, trouble: string): MemberAnswer {
  return {
    member: member.url,
    route: member.route,
    trouble,
    status: 0,
    durationMs: 0,
    headers: [],
    contentType: null,
    bodyBytes: 0,
    body: null,
    isTruncated: false,
    hash: null,
  };
}
