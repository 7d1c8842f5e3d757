import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Balancer, Member, ProxyPass } from '../../core/contract/index.ts';
import { reverseOf, routeCookieFormat } from '../../core/contract/index.ts';
import { accepts, answers } from '../../core/host/apache/run-apache.ts';
import { ADDRESS } from './address.ts';
import type { EditStep, MemberCounts, Scenario, Side } from './scenario.ts';

/** One Apache that holds many scenarios, each in a virtual host and on a port of its own. */
export interface ApacheBatch {
  readonly sides: readonly Side[];
  errorLog(): Promise<string>;
  stop(): Promise<void>;
}

const MODULES = '/usr/lib/apache2/modules';
const LOADED = [
  ['mpm_event_module', 'mod_mpm_event.so'],
  ['authz_core_module', 'mod_authz_core.so'],
  ['proxy_module', 'mod_proxy.so'],
  ['proxy_http_module', 'mod_proxy_http.so'],
  ['proxy_balancer_module', 'mod_proxy_balancer.so'],
  ['slotmem_shm_module', 'mod_slotmem_shm.so'],
  ['lbmethod_byrequests_module', 'mod_lbmethod_byrequests.so'],
  ['lbmethod_bytraffic_module', 'mod_lbmethod_bytraffic.so'],
  ['lbmethod_bybusyness_module', 'mod_lbmethod_bybusyness.so'],
  ['headers_module', 'mod_headers.so'],
] as const;

const SERVER_NAME = 'parity.test';
const NONCE = 'labnonce';

/** The member and balancer keys that Apache takes as they are, in seconds where the project has seconds. */
const MEMBER_KEYS = [
  'route',
  'loadfactor',
  'lbset',
  'status',
  'redirect',
  'retry',
  'timeout',
  'max',
  'upgrade',
  'hcmethod',
  'hcuri',
  'hcpasses',
  'hcfails',
] as const;
const MEMBER_MS_KEYS = ['connectiontimeout', 'ping', 'acquire', 'hcinterval'] as const;

/** The text of a configuration that keeps its files in `folder` and answers for `scenarios[i]` on `ports[i]`. */
export type RenderConfig = (
  folder: string,
  scenarios: readonly Scenario[],
  ports: readonly number[],
) => string;

/** Starts Apache on `ports[i]` for `scenarios[i]` (member URLs already with real ports); APACHE.md §11 says why so. */
export async function startApache(
  scenarios: readonly Scenario[],
  ports: readonly number[],
  render: RenderConfig = renderConfig,
): Promise<ApacheBatch> {
  const folder = await mkdtemp(join(tmpdir(), 'parity-apache-'));
  await chmod(folder, 0o777);
  const file = join(folder, 'httpd.conf');
  await writeFile(file, render(folder, scenarios, ports));
  for (const port of ports) {
    if (await accepts(port, ADDRESS))
      throw new Error(`port ${port} is served already; another Apache would answer for ours`);
  }
  const child = spawn('apache2', ['-X', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const errorLog = async (): Promise<string> =>
    `${said}${await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')}`;
  try {
    await untilAccepting(child, ports.at(-1) ?? 0, errorLog);
  } catch (error) {
    child.kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    sides: scenarios.map((scenario, index) => apacheSide(scenario, ports[index] ?? 0)),
    errorLog,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
        await gone;
        clearTimeout(hard);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function apacheSide(scenario: Scenario, port: number): Side {
  const name = scenarioName(scenario, port);
  const workerNames = scenario.balancer.members.map((member) => member.url);
  const manager = async (form?: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(`http://${ADDRESS}:${port}/balancer-manager?xml=1`, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        Host: SERVER_NAME,
        // A kept one may be closed by Apache just when it is used again, on a machine that is slow enough.
        Connection: 'close',
        Referer: `http://${ADDRESS}:${port}/balancer-manager`,
        ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined
        ? {}
        : { body: new URLSearchParams({ b: name, nonce: NONCE, ...form }).toString() }),
    });
    return answer.text();
  };
  return {
    name: 'apache',
    port,
    edit: async (step) => {
      const said = await manager(managerForm(step, workerNames));
      if (said.includes('<title>4') || said.includes('<title>5'))
        throw new Error(`balancer-manager refused: ${said}`);
    },
    counts: async () => readCounts(await manager()),
  };
}

function managerForm(step: EditStep, workers: readonly string[]): Record<string, string> {
  if (step.do === 'lbmethod') return { b_lbm: step.value };
  if (step.do === 'nofailover') return { b_sforce: step.value ? '1' : '0' };
  if (step.do === 'maxattempts') return { b_max: String(step.value) };
  if (step.do === 'stickysession') return { b_ss: step.value };
  const w = workers[step.member] ?? '';
  switch (step.do) {
    case 'flag':
      return { w, [`w_status_${step.letter}`]: step.on ? '1' : '0' };
    case 'loadfactor':
      return { w, w_lf: String(step.value) };
    case 'lbset':
      return { w, w_ls: String(step.value) };
    case 'route':
      return { w, w_wr: step.value };
    case 'redirect':
      return { w, w_rr: step.value };
  }
}

const FLAG_WORDS: Readonly<Record<string, string>> = {
  Ign: 'I',
  Drn: 'N',
  Dis: 'D',
  Stop: 'S',
  Stby: 'H',
  Spar: 'R',
  Err: 'E',
  HcFl: 'C',
};

function readCounts(xml: string): MemberCounts[] {
  const worker = (text: string, tag: string): string =>
    new RegExp(`<httpd:${tag}>([^<]*)</httpd:${tag}>`).exec(text)?.[1] ?? '';
  return xml
    .split('<httpd:worker>')
    .slice(1)
    .map((text) => ({
      member: worker(text, 'name'),
      flags: worker(text, 'status')
        .trim()
        .split(/\s+/)
        .map((word) => FLAG_WORDS[word] ?? '')
        .sort()
        .join(''),
      lbstatus: Number(worker(text, 'lbstatus')),
      elected: Number(worker(text, 'elected')),
      transferred: byteCount(worker(text, 'transferred')),
      read: byteCount(worker(text, 'read')),
      busy: Number(worker(text, 'busy')),
    }));
}

function byteCount(text: string): number {
  return Number(text);
}

function scenarioName(scenario: Scenario, port: number): string {
  return `${scenario.balancer.name}${port}`.toLowerCase();
}

function renderConfig(folder: string, scenarios: readonly Scenario[], ports: readonly number[]): string {
  return [
    `ServerRoot ${folder}`,
    `DefaultRuntimeDir ${folder}`,
    `PidFile ${folder}/pid`,
    `ErrorLog ${folder}/error.log`,
    'LogLevel warn',
    ...LOADED.map(([name, path]) => `LoadModule ${name} ${MODULES}/${path}`),
    ...(usesHealthChecks(scenarios) ? [`LoadModule proxy_hcheck_module ${MODULES}/mod_proxy_hcheck.so`] : []),
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    `ServerName ${SERVER_NAME}`,
    'Timeout 5',
    'ProxyTimeout 5',
    'StartServers 1',
    'ServerLimit 1',
    'ThreadsPerChild 25',
    'ThreadLimit 25',
    'MaxRequestWorkers 25',
    'MaxConnectionsPerChild 0',
    ...scenarios.flatMap((scenario, index) => renderHost(scenario, ports[index] ?? 0)),
    '',
  ].join('\n');
}

function usesHealthChecks(scenarios: readonly Scenario[]): boolean {
  return scenarios.some((scenario) =>
    scenario.balancer.members.some((member) => member.hcmethod !== undefined),
  );
}

function renderHost(scenario: Scenario, port: number): string[] {
  const { balancer } = scenario;
  const name = scenarioName(scenario, port);
  const cookie =
    balancer.routeCookie == null
      ? []
      : [`Header add Set-Cookie "${routeCookieFormat(balancer.routeCookie)}" env=BALANCER_ROUTE_CHANGED`];
  return [
    `Listen ${ADDRESS}:${port}`,
    `<VirtualHost ${ADDRESS}:${port}>`,
    `ServerName ${SERVER_NAME}`,
    `<Proxy "balancer://${name}">`,
    ...balancer.members.map(renderMember),
    ...balancerSettings(balancer).map((setting) => `ProxySet ${setting}`),
    '</Proxy>',
    '<Location "/balancer-manager">',
    'SetHandler balancer-manager',
    '</Location>',
    ...cookie,
    `ProxyPreserveHost ${scenario.preserveHost ? 'On' : 'Off'}`,
    'ProxyPass "/balancer-manager" "!"',
    ...[
      ...scenario.extraPasses,
      { path: '/excluded', url: '!' },
      { path: scenario.mountPath, url: `balancer://s${scenario.targetPath}` },
    ].flatMap((pass) => renderPass(pass, name)),
    '</VirtualHost>',
    ...scenario.extraSites.flatMap((site) => [
      `<VirtualHost ${ADDRESS}:${port}>`,
      `ServerName ${site.serverName}`,
      ...(site.serverAlias.length === 0 ? [] : [`ServerAlias ${site.serverAlias.join(' ')}`]),
      ...cookie,
      ...site.proxyPass.flatMap((pass) => renderPass(pass, name)),
      '</VirtualHost>',
    ]),
  ];
}

/** One mapping, and the ProxyPassReverse that our engine takes with it. */
function renderPass({ path, url }: ProxyPass, balancerName: string): string[] {
  if (url === '!') return [`ProxyPass "${path}" "!"`];
  const target = url.replace(/^balancer:\/\/s(?=\/|$)/, `balancer://${balancerName}`);
  const reverse = reverseOf(path, target);
  return [`ProxyPass "${path}" "${target}"`, `ProxyPassReverse "${reverse.path}" "${reverse.url}"`];
}

function renderMember(member: Member): string {
  const settings = MEMBER_KEYS.flatMap((key) =>
    member[key] === undefined ? [] : [`"${key}=${member[key]}"`],
  );
  for (const key of MEMBER_MS_KEYS) {
    if (member[key] !== undefined) settings.push(`${key}=${Math.round(member[key] * 1000)}ms`);
  }
  if (member.disablereuse !== undefined) settings.push(`disablereuse=${member.disablereuse ? 'On' : 'Off'}`);
  return `BalancerMember "${member.url}" ${settings.join(' ')}`;
}

function balancerSettings(balancer: Balancer): string[] {
  const settings = [`nonce=${NONCE}`, `lbmethod=${balancer.lbmethod ?? 'byrequests'}`];
  if (balancer.stickysession !== undefined) settings.push(`"stickysession=${balancer.stickysession}"`);
  if (balancer.stickysessionsep !== undefined)
    settings.push(`"stickysessionsep=${balancer.stickysessionsep}"`);
  if (balancer.scolonpathdelim === true) settings.push('scolonpathdelim=On');
  if (balancer.nofailover === true) settings.push('nofailover=On');
  if (balancer.forcerecovery === false) settings.push('forcerecovery=Off');
  if (balancer.failontimeout === true) settings.push('failontimeout=On');
  if (balancer.maxattempts !== undefined) settings.push(`maxattempts=${balancer.maxattempts}`);
  if (balancer.timeout !== undefined) settings.push(`timeout=${balancer.timeout}`);
  if (balancer.failonstatus !== undefined && balancer.failonstatus.length > 0)
    settings.push(`failonstatus=${balancer.failonstatus.join(',')}`);
  return settings;
}

async function untilAccepting(
  child: ChildProcess,
  port: number,
  errorLog: () => Promise<string>,
): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (child.exitCode !== null) throw new Error(`Apache did not start: ${await errorLog()}`);
    if (await answers(port, ADDRESS)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Apache did not listen on port ${port} within 5 s: ${await errorLog()}`);
}
