import type { Project } from '../../contract/index.ts';
import { createLineWriter, type LineWriter } from '../line-writer.ts';
import { type PeerPlan, planPeers } from '../peers/plan.ts';
import {
  type ExportTarget,
  fileStem,
  type RenderedLines,
  type RenderOptions,
  type StandalonePlace,
} from '../target.ts';
import { writeBackend, writePlainBackend } from './backend.ts';
import { writeHaproxyDifferences } from './differences.ts';
import { backendOf, writeFrontend, writeNotFound } from './frontend.ts';

/** HAProxy 2.6 and later. */
export const haproxy: ExportTarget = {
  fileName: (project) => `${fileStem(project)}.cfg`,
  render: renderFile,
  renderStandalone: renderComplete,
};

function renderFile(project: Project, options: RenderOptions): RenderedLines {
  const out = createLineWriter('#', options);
  out.comment(`${JSON.stringify(project.name)} for HAProxy 2.6 and later, exported by Routepin.`, '$.name');
  out.comment(
    'Append it to /etc/haproxy/haproxy.cfg, or give it as a further -f file; haproxy -c checks it.',
  );
  writeBody(out, planPeers(project), null);
  return out.finish();
}

function renderComplete(project: Project, place: StandalonePlace, options: RenderOptions): RenderedLines {
  const out = createLineWriter('#', options);
  out.comment(
    `${JSON.stringify(project.name)} for HAProxy 2.6 and later, complete, exported by Routepin.`,
    '$.name',
  );
  out.comment('Start it with: haproxy -f THIS_FILE. Ctrl-C ends it.');
  out.blank();
  out.line('global', null);
  out.indented(() => {
    out.comment('One thread keeps every count in one place.');
    out.line('nbthread 1', null);
    out.line('maxconn 1000', null);
    if (place.account !== null) {
      out.comment('Started by root it answers requests as somebody who may do little.');
      out.line(`user ${place.account.user}`, null);
      out.line(`group ${place.account.group}`, null);
    }
  });
  writeBody(out, planPeers(project), `${place.folder}/tls.pem`);
  return out.finish();
}

function writeBody(out: LineWriter, plan: PeerPlan, certificate: string | null): void {
  if (plan.refused.length > 0 || plan.balancers.length > 0) out.blank();
  for (const { path, message } of plan.refused) out.leaveOut(path, message);
  writeHaproxyDifferences(out, plan);
  out.blank();
  out.comment("Apache's own times; sections below say where they have others.");
  out.line('defaults routepin', null);
  out.indented(() => {
    out.line('mode http', null);
    for (const word of ['connect', 'client', 'server']) out.line(`timeout ${word} 60s`, null);
  });
  for (const listen of plan.listens) writeFrontend(out, listen, certificate);
  for (const balancer of plan.balancers) writeBackend(out, balancer, plan);
  for (const listen of plan.listens) {
    for (const peerSite of listen.sites) {
      const { site, mappings } = peerSite;
      for (const mapping of mappings) {
        if (mapping.to.kind === 'plain') {
          const use = { mapping, site, peerSite, listen };
          writePlainBackend(out, backendOf(mapping), mapping.to.target, use);
        }
      }
    }
  }
  writeNotFound(out, plan);
}
