import {
  fail,
  type ParityOmission,
  type Project,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { renderStandalone } from '../formats/index.ts';
import type { ApacheInstall } from '../host/apache/find-apache.ts';
import { createLeafCertificate } from '../host/leaf-certificate.ts';
import { type Names, workerKey } from './answer.ts';
import { placeIn } from './apache-side.ts';
import {
  type Backend,
  comparedProject,
  listeningAt,
  listensOf,
  type StandInPlan,
  withoutLeftOut,
} from './compared-project.ts';
import type { SideCertificate } from './side.ts';
import { FIRST_PORT } from './spare-ports.ts';

const HOST = '127.0.0.1';
/** A comparison is over long before. */
const VALID_MS = 86_400_000;
/** Each round leaves out what the export of the round before could not say; two were the most ever needed. */
const MOST_ROUNDS = 4;

/** Everything that stays the same over a run. */
export interface Prepared {
  /** With the user's listen addresses: what requests are made from, and what Apache runs on other ones. */
  readonly project: Project;
  /** What our side runs: the same, unless two projects are compared. */
  readonly ourProject: Project;
  readonly certificate: SideCertificate | null;
  /** Listen addresses whose sites speak TLS. */
  readonly tlsListens: ReadonlySet<string>;
  readonly names: Names;
  /** Which stand-in a URL of `project` means. */
  readonly originIndexOf: (url: string) => number;
  readonly omissions: readonly ParityOmission[];
}

/** Makes what is compared out of a project; `changed` is what our side runs instead, when two projects are to be compared. */
export async function prepare(
  original: Project,
  changed: Project,
  standIns: StandInPlan | null,
  install: ApacheInstall,
): Promise<Result<Prepared, Trouble>> {
  const has = (module: string) => install.modules.includes(module) || install.builtIn.includes(module);
  const canHealthCheck = has('proxy_hcheck') && has('watchdog');
  const compared = comparedProject(original, standIns, canHealthCheck);
  const omissions = [...compared.omissions];
  let project = compared.project;
  if (!has('ssl') && project.sites.some((site) => site.tls === true)) {
    omissions.push({ path: null, what: 'sites with tls', because: 'this Apache has no mod_ssl' });
    project = { ...project, sites: project.sites.filter((site) => site.tls !== true) };
  }

  for (let round = 0; ; round++) {
    const rendered = renderStandalone(portsFilled(project), 'apache', placeIn('/folder', install), {});
    const warnings = (rendered?.warnings ?? []).filter((warning) => !isBuiltIn(warning, install));
    if (warnings.length === 0) break;
    const missing = warnings.filter((warning) => warning.startsWith('$: '));
    if (missing.length > 0) return fail(missingModules(missing, install));
    const left = withoutLeftOut(project, warnings);
    if (left === undefined || round === MOST_ROUNDS) {
      const message = `the export leaves something out that can't be left out here: ${warnings[0]}`;
      return fail({ code: 'not-available', message });
    }
    omissions.push(...left.omissions);
    project = left.project;
  }

  const tlsListens = new Set(project.sites.filter((site) => site.tls === true).map((site) => site.listen));
  const ours = changed === original ? project : comparedProject(changed, standIns, canHealthCheck).project;
  return succeed({
    project,
    ourProject: ours,
    certificate: tlsListens.size === 0 ? null : await certificate(),
    tlsListens,
    names: namesOf(compared.backends, standIns),
    originIndexOf: (url) => compared.backends.get(workerKey(url))?.origin ?? -1,
    omissions,
  });
}

function namesOf(backends: ReadonlyMap<string, Backend>, standIns: StandInPlan | null): Names {
  const origins = standIns?.origins ?? [];
  return {
    memberOf: (url) => backends.get(workerKey(url))?.url ?? null,
    originOf: (standIn) => origins[Number(standIn)] ?? null,
    inWords: (text) =>
      (standIns?.ports ?? []).reduce(
        (told, port, index) =>
          told.replaceAll(`${HOST}:${port}`, (origins[index] ?? '').replace(/^\w+:\/\//, '')),
        text,
      ),
  };
}

/** With some port in each place, so that the export has nothing to say against the addresses. */
function portsFilled(project: Project): Project {
  return listeningAt(
    project,
    new Map(listensOf(project).map((listen, index) => [listen, FIRST_PORT + index])),
  );
}

const MISSING_MODULE = /mod_(\w+)\.so is not there/;

function isBuiltIn(warning: string, install: ApacheInstall): boolean {
  return install.builtIn.includes(MISSING_MODULE.exec(warning)?.[1] ?? '');
}

function missingModules(warnings: readonly string[], install: ApacheInstall): Trouble {
  const names = warnings.map((warning) => MISSING_MODULE.exec(warning)?.[1] ?? warning);
  return {
    code: 'not-available',
    message: `the Apache at ${install.program} lacks ${names.map((name) => `mod_${name}`).join(', ')}`,
    hint: `Its modules were looked for in ${install.modulesFolder}. Install the package that has them, or name another Apache with --apache PATH.`,
  };
}

async function certificate(): Promise<SideCertificate> {
  const nowMs = Date.now();
  return createLeafCertificate({
    names: ['localhost', HOST],
    notBeforeMs: nowMs - VALID_MS,
    notAfterMs: nowMs + VALID_MS,
  });
}
