import {
  type ExchangeSummary,
  type Project,
  type Result,
  resolveProject,
  type Trouble,
} from '../contract/index.ts';
import { createEngine } from '../engine/index.ts';
import { workerKey } from './answer.ts';
import type { MemberCount, SideCertificate } from './side.ts';

/** Our engine at work beside Apache, without sessions, tabs or a history that anybody sees. */
export interface OurSide {
  counts(): readonly MemberCount[];
  /** Epoch milliseconds at which members in error are tried again. */
  retryTimes(): readonly number[];
  /** What was kept of the request that was answered last; undefined when nothing came within a moment. */
  lastExchange(): Promise<ReturnType<ReturnType<typeof createEngine>['exchange']>>;
  stop(): Promise<void>;
}

/** Summaries come when the answer has left, a moment after the client has it. */
const MOMENT_MS = 2000;

export async function startOurs(
  project: Project,
  certificate: SideCertificate | null,
): Promise<{ readonly side: OurSide; readonly applied: Result<null, Trouble> }> {
  const finished: ExchangeSummary[] = [];
  let heard = (): void => {};
  const engine = createEngine({
    sessions: {
      recognise: () => ({ sessionId: null, tabId: null, forcedRoute: null }),
      finished: () => undefined,
    },
    listener: {
      exchangeFinished: (summary) => {
        finished.push(summary);
        heard();
      },
      memberChanged: () => undefined,
      siteChanged: () => undefined,
    },
    secretFieldName: null,
    ...(certificate === null
      ? {}
      : { tlsContextFor: () => ({ key: certificate.keyPem, cert: certificate.certificatePem }) }),
  });
  const applied = await engine.apply(resolveProject(project));
  return {
    applied,
    side: {
      counts: () =>
        engine.members().map(({ url, status, counters }) => ({
          member: workerKey(url),
          flags: [...status].sort().join(''),
          lbstatus: counters.lbstatus,
          elected: counters.elected,
          busy: counters.busy,
        })),
      retryTimes: () => engine.members().flatMap(({ retryAtMs }) => retryAtMs ?? []),
      async lastExchange() {
        if (finished.length === 0) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, MOMENT_MS);
            heard = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        const summary = finished.pop();
        finished.length = 0;
        return summary === undefined ? undefined : engine.exchange(summary.id);
      },
      stop: async () => {
        await engine.stop(0);
      },
    },
  };
}
