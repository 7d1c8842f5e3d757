import {
  type ParityOmission,
  type ParityReport,
  type ParityRow,
  type ParitySummary,
  type Project,
  parseBalancerUrl,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { ApacheInstall } from '../host/apache/find-apache.ts';
import { casesFor } from './cases.ts';
import { originsOf } from './compared-project.ts';
import { outagesFor } from './outages.ts';
import { playSequence } from './play-sequence.ts';
import { type Prepared, prepare } from './prepare.ts';
import { randomSequences } from './random-steps.ts';
import { type RecordedRequest, recordedSequence } from './recorded.ts';
import { type StandIns, startStandIns } from './stand-ins.ts';
import type { Sequence } from './steps.ts';

export interface ParityOptions {
  readonly install: ApacheInstall;
  /** Requests by chance, besides the table of cases and the outages. */
  readonly requests: number;
  /** Of what comes by chance; the same one repeats a run. */
  readonly seed: number;
  /** Asks the user's own backends instead of stand-ins: GET and HEAD only, nothing is lost, nothing asked of them. */
  readonly realBackends: boolean;
  /** Lets methods that change something through, of chance to real backends and of recorded traffic. */
  readonly allowUnsafe: boolean;
  /** Recorded traffic to be sent once more; absent for none. */
  readonly recorded?: readonly RecordedRequest[];
  /** Our side runs this one instead: how far two projects decide alike. Absent for the same. */
  readonly ourProject?: Project;
  /** Ends the run early; everything is closed and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly onRow: (row: ParityRow, progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Does a project decide the same in a real Apache and here? Runs its standalone export beside our engine on spare ports
 * of 127.0.0.1, sends both the same requests one at a time and compares. Fails with `not-available` when Apache can't be
 * started or dies. Whatever way it ends, Apache, stand-ins, ports and the temporary folder are gone.
 */
export async function runParity(
  project: Project,
  options: ParityOptions,
): Promise<Result<ParityReport, Trouble>> {
  const startedAtMs = Date.now();
  const origins = originsOf(project);
  const standIns = options.realBackends ? null : await startStandIns(origins.length);
  try {
    const prepared = await prepare(
      project,
      options.ourProject ?? project,
      standIns === null ? null : { origins, ports: standIns.ports },
      options.install,
    );
    if (!prepared.ok) return prepared;
    const played = await playAll(prepared.value, standIns, options);
    if (!played.ok) return played;
    const { rows, omissions } = played.value;
    return succeed({ rows, summary: summaryOf(rows, omissions, options, Date.now() - startedAtMs) });
  } finally {
    await standIns?.stop();
  }
}

async function playAll(
  prepared: Prepared,
  standIns: StandIns | null,
  options: ParityOptions,
): Promise<
  Result<{ readonly rows: readonly ParityRow[]; readonly omissions: readonly ParityOmission[] }, Trouble>
> {
  const planned = plan(prepared, options);
  const omissions = [...prepared.omissions, ...planned.omissions];
  const total = planned.sequences.flatMap(({ steps }) =>
    steps.filter((step) => step.do === 'request'),
  ).length;
  const rows: ParityRow[] = [];
  let done = 0;
  for (const sequence of planned.sequences) {
    await standIns?.startAll();
    const played = await playSequence(sequence, {
      prepared,
      standIns,
      install: options.install,
      signal: options.signal,
      firstIndex: rows.length + 1,
      onRow: (row) => {
        rows.push(row);
        if (row.kind === 'request') done++;
        options.onRow(row, { done, total });
      },
    });
    if (!played.ok) return played;
    if (played.value !== null) omissions.push(played.value);
  }
  return succeed({ rows, omissions: distinct(omissions) });
}

function plan(
  prepared: Prepared,
  options: ParityOptions,
): { readonly sequences: readonly Sequence[]; readonly omissions: readonly ParityOmission[] } {
  const { project, originIndexOf } = prepared;
  const isReal = options.realBackends;
  const outages = isReal ? { sequences: [], omissions: [NO_OUTAGES] } : outagesFor(project, originIndexOf);
  const { seed, requests, allowUnsafe } = options;
  const sequences: Sequence[] = [
    { group: 'cases', steps: casesFor(project, isReal) },
    ...outages.sequences,
    ...randomSequences(project, { seed, requests, isReal, allowUnsafe, originIndexOf }),
  ];
  const omissions: ParityOmission[] = [...outages.omissions, ...unreachedOmissions(project)];
  if (options.recorded !== undefined) {
    const recorded = recordedSequence(project, options.recorded, allowUnsafe);
    sequences.push(recorded.sequence);
    if (recorded.skipped > 0) {
      omissions.push({
        path: null,
        what: `${recorded.skipped} recorded requests`,
        because: allowUnsafe
          ? 'their site is gone, or they can not be sent as they were'
          : 'only GET, HEAD and OPTIONS are sent again, to sites that are still there',
      });
    }
  }
  return { sequences: sequences.filter(({ steps }) => steps.length > 0), omissions };
}

const NO_OUTAGES: ParityOmission = {
  path: null,
  what: 'lost members',
  because: 'real backends are not stopped; stand-ins are (without --real-backends)',
};

function unreachedOmissions(project: Project): readonly ParityOmission[] {
  const used = new Set(
    project.sites.flatMap((site) => site.proxyPass.map(({ url }) => parseBalancerUrl(url)?.balancer)),
  );
  return project.balancers.flatMap(({ name }, index) =>
    used.has(name.toLowerCase())
      ? []
      : [
          {
            path: `$.balancers[${index}]`,
            what: `balancer ${name}`,
            because: 'no proxyPass line leads to it',
          },
        ],
  );
}

function distinct(omissions: readonly ParityOmission[]): readonly ParityOmission[] {
  return [...new Map(omissions.map((one) => [`${one.path}\n${one.what}\n${one.because}`, one])).values()];
}

function summaryOf(
  rows: readonly ParityRow[],
  notCompared: readonly ParityOmission[],
  options: ParityOptions,
  durationMs: number,
): ParitySummary {
  const requests = rows.flatMap((row) => (row.kind === 'request' ? [row.outcome] : []));
  const count = (outcome: string) => requests.filter((one) => one === outcome).length;
  const { program, version } = options.install;
  return {
    apache: { program, version },
    backends: options.realBackends ? 'real' : 'stand-ins',
    seed: options.seed,
    requests: requests.length,
    compared: count('equal') + count('different'),
    equal: count('equal'),
    different: count('different'),
    notCompared,
    durationMs,
  };
}
