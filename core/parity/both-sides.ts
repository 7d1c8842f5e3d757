import { type Result, succeed, type Trouble } from '../contract/index.ts';
import type { ApacheInstall } from '../host/apache/find-apache.ts';
import { type ApacheSide, startApacheSide } from './apache-side.ts';
import { type OurSide, startOurs } from './our-side.ts';
import type { Prepared } from './prepare.ts';
import { type LaidOut, layOut } from './spare-ports.ts';

/** How often other ports are tried when somebody took one of ours between looking for it and listening there. */
const TRIES = 3;
/** Apache's words, and ours for it (core/host/apache/run-apache.ts). */
const TAKEN = /address already in use|is served by somebody else/i;

/** Apache and our engine, both at work on ports of their own. */
export interface BothSides {
  readonly apache: ApacheSide;
  readonly ours: OurSide;
  readonly laidOut: LaidOut;
  stop(): Promise<void>;
}

/** Starts both sides afresh. Fails with `not-available` when Apache can't be started; nothing is left running then. */
export async function startBothSides(
  prepared: Prepared,
  install: ApacheInstall,
  signal: AbortSignal,
): Promise<Result<BothSides, Trouble>> {
  for (let triesLeft = TRIES; ; triesLeft--) {
    const started = await tryToStart(prepared, install, signal);
    if (started.ok || triesLeft === 1 || !isTaken(started.error)) return started;
  }
}

function isTaken({ code, message }: Trouble): boolean {
  return code === 'listen-failed' || TAKEN.test(message);
}

async function tryToStart(
  { project, ourProject, certificate }: Prepared,
  install: ApacheInstall,
  signal: AbortSignal,
): Promise<Result<BothSides, Trouble>> {
  const laidOut = await layOut(project, ourProject);
  const { apacheProject, apachePorts, managerPort } = laidOut;
  const ports = [...apachePorts.values()];
  const apache = await startApacheSide({
    install,
    project: apacheProject,
    ports,
    managerPort,
    certificate,
    signal,
  });
  if (!apache.ok) return apache;
  let isStarted = false;
  try {
    const { applied, side } = await startOurs(laidOut.ourProject, certificate);
    const stop = async () => {
      await side.stop().finally(() => apache.value.stop());
    };
    if (applied.ok) {
      isStarted = true;
      return succeed({ apache: apache.value, ours: side, laidOut, stop });
    }
    await side.stop();
    return applied;
  } finally {
    if (!isStarted) await apache.value.stop();
  }
}
