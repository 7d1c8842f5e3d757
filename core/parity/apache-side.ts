import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, type Project, type Result, succeed, type Trouble } from '../contract/index.ts';
import { renderStandalone, type StandalonePlace } from '../formats/index.ts';
import type { ApacheInstall } from '../host/apache/find-apache.ts';
import { type RunningApache, runApache } from '../host/apache/run-apache.ts';
import { sendRaw } from '../host/raw-request.ts';
import { makeWorkFolder, type WorkFolder } from '../host/work-folder.ts';
import { VARIABLE_FIELD, VARIABLES } from './answer.ts';
import type { MemberCount, SideCertificate } from './side.ts';

/** A real Apache that runs the project's own export, told to say what it decided. */
export interface ApacheSide {
  readonly apache: RunningApache;
  counts(): Promise<readonly MemberCount[]>;
  /** What it logged since the last call. */
  newLog(): Promise<string>;
  stop(): Promise<void>;
}

export interface ApacheSideOptions {
  readonly install: ApacheInstall;
  /** Listening on free ports of 127.0.0.1, on `ports` and no others. */
  readonly project: Project;
  readonly ports: readonly number[];
  /** A further free port, for balancer-manager. */
  readonly managerPort: number;
  readonly certificate: SideCertificate | null;
  readonly signal: AbortSignal;
}

/** Nobody's name, so that no site's Host leads here. */
const MANAGER = 'manager.invalid';
const EXPORT_FILE = 'export.conf';

/** What `renderStandalone` needs to know for a server in `folder`. */
export function placeIn(folder: string, install: ApacheInstall): StandalonePlace {
  const { modulesFolder, modules, account } = install;
  return { folder, modulesFolder, modules, account };
}

/** Starts Apache on the project's export. The file it runs is the one that `routepin export --standalone` writes. */
export async function startApacheSide(options: ApacheSideOptions): Promise<Result<ApacheSide, Trouble>> {
  const { install, ports, managerPort, signal } = options;
  const folder = await makeWorkFolder('routepin-parity-');
  let apache: RunningApache;
  try {
    const configFile = await writeFiles(folder, options);
    apache = await runApache({
      program: install.program,
      folder: folder.path,
      configFile,
      ports: [...ports, managerPort],
      plainPorts: [managerPort],
      signal,
    });
  } catch (error) {
    await folder.remove();
    signal.throwIfAborted();
    return fail({
      code: 'not-available',
      message: error instanceof Error ? error.message : String(error),
      hint: `Export the project with --standalone and try ${install.program} -t -f on it.`,
    });
  }
  let logged = 0;
  return succeed({
    apache,
    counts: () => countsAt(managerPort, signal),
    async newLog() {
      const text = await apache.errorLog(logged);
      logged += Buffer.byteLength(text);
      // What it says about our looking at the counters is no part of the story.
      return text
        .split('\n')
        .filter((line) => !line.includes(MANAGER))
        .join('\n');
    },
    async stop() {
      await apache.stop();
      await folder.remove();
    },
  });
}

async function writeFiles(folder: WorkFolder, options: ApacheSideOptions): Promise<string> {
  const { install, project, managerPort, certificate } = options;
  const file = (name: string) => path.join(folder.path, name);
  const rendered = renderStandalone(project, 'apache', placeIn(folder.path, install), { comments: false });
  if (rendered === undefined) throw new Error('there is no standalone form of the export');
  await writeFile(file(EXPORT_FILE), rendered.text);
  if (certificate !== null) {
    await writeFile(file('tls.crt'), certificate.certificatePem);
    await writeFile(file('tls.key'), certificate.keyPem, { mode: 0o600 });
  }
  // What isn't proxied is looked for here; some builds bring a start page of their own.
  await mkdir(file('empty'), { mode: 0o755 });
  await writeFile(file('httpd.conf'), wrapperOf(folder.path, install, managerPort));
  return file('httpd.conf');
}

/** The export as it is, and around it what makes Apache tell: variables as fields, debug lines, balancer-manager. */
function wrapperOf(folder: string, install: ApacheInstall, managerPort: number): string {
  const tells = VARIABLES.map(
    (name) => `Header always set ${VARIABLE_FIELD}${name} "[%{${name}}e]" env=${name}`,
  );
  const headers = `${install.modulesFolder}/mod_headers.so`;
  return [
    `Include "${folder}/${EXPORT_FILE}"`,
    `DocumentRoot "${folder}/empty"`,
    '<IfModule !headers_module>',
    `LoadModule headers_module "${headers}"`,
    '</IfModule>',
    ...tells,
    ...[
      'proxy',
      'proxy_balancer',
      'lbmethod_byrequests',
      'lbmethod_bytraffic',
      'lbmethod_bybusyness',
    ].flatMap((module) => [`<IfModule ${module}_module>`, `LogLevel ${module}:debug`, '</IfModule>']),
    `Listen 127.0.0.1:${managerPort}`,
    `<VirtualHost 127.0.0.1:${managerPort}>`,
    `ServerName ${MANAGER}`,
    '<IfModule proxy_balancer_module>',
    '<Location "/">',
    'SetHandler balancer-manager',
    '</Location>',
    '</IfModule>',
    '</VirtualHost>',
    '',
  ].join('\n');
}

/** The workers of every balancer in order, as balancer-manager's XML has them (APACHE.md §10). */
async function countsAt(port: number, signal: AbortSignal): Promise<readonly MemberCount[]> {
  // HTTP/1.0, so that the page comes without chunks.
  const head = `GET /?xml=1 HTTP/1.0\r\nHost: ${MANAGER}\r\nReferer: http://${MANAGER}/\r\n\r\n`;
  const answer = await sendRaw({
    host: '127.0.0.1',
    port,
    tls: null,
    bytes: Buffer.from(head),
    isHead: false,
    timeoutMs: 5000,
    signal,
  });
  if (answer?.status === 403) {
    throw new Error(
      "Apache's own account cannot reach the temporary folder; name one that everybody may enter with TMPDIR",
    );
  }
  return (answer?.body ?? '').split('<httpd:worker>').slice(1).map(readWorker);
}

const FLAGS: Readonly<Record<string, string>> = {
  Ign: 'I',
  Drn: 'N',
  Dis: 'D',
  Stop: 'S',
  Stby: 'H',
  Spar: 'R',
  Err: 'E',
  HcFl: 'C',
};

function readWorker(xml: string): MemberCount {
  const text = (tag: string) => new RegExp(`<httpd:${tag}>([^<]*)</httpd:${tag}>`).exec(xml)?.[1] ?? '';
  const flags = text('status')
    .trim()
    .split(/\s+/)
    .map((word) => FLAGS[word] ?? '');
  return {
    member: text('name'),
    flags: flags.sort().join(''),
    lbstatus: Number(text('lbstatus')),
    elected: Number(text('elected')),
    busy: Number(text('busy')),
  };
}
