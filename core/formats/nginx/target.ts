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
import { writeNginxDifferences } from './differences.ts';
import { writeMap } from './route-maps.ts';
import { type Certificate, writeServer } from './server.ts';
import { type NginxForm, writeUpstreams } from './upstreams.ts';
import { quoted } from './words.ts';

/** A target that writes for nginx with `sticky`, or for any nginx with maps. */
export function nginxTarget(form: NginxForm): ExportTarget {
  return {
    fileName: (project) => `${fileStem(project)}.conf`,
    render: (project, options) => renderSiteFile(project, options, form),
    renderStandalone: (project, place, options) => renderComplete(project, place, options, form),
  };
}

const VERSION = { sticky: 'nginx 1.29.6 and later', map: 'nginx of any version' } as const;

function renderSiteFile(project: Project, options: RenderOptions, form: NginxForm): RenderedLines {
  const out = createLineWriter('#', options);
  out.comment(`${JSON.stringify(project.name)} for ${VERSION[form]}, exported by Routepin.`, '$.name');
  out.comment(
    'Put it where the http block includes it (Debian: /etc/nginx/sites-available, and a link in sites-enabled).',
  );
  writeBody(out, planPeers(project), form, null);
  return out.finish();
}

function renderComplete(
  project: Project,
  place: StandalonePlace,
  options: RenderOptions,
  form: NginxForm,
): RenderedLines {
  const out = createLineWriter('#', options);
  const file = (name: string) => quoted(`${place.folder}/${name}`);
  out.comment(
    `${JSON.stringify(project.name)} for ${VERSION[form]}, complete, exported by Routepin.`,
    '$.name',
  );
  out.comment('Start it with: nginx -c THIS_FILE (its whole path). Ctrl-C ends it.');
  out.blank();
  if (place.account !== null) out.line(`user ${place.account.user} ${place.account.group};`, null);
  out.line('daemon off;', null);
  out.line('worker_processes 1;', null);
  out.line(`pid ${file('nginx.pid')};`, null);
  out.line(`error_log ${file('error.log')};`, null);
  out.line('events { worker_connections 1000; }', null);
  out.line('http {', null);
  out.indented(() => {
    out.line('access_log off;', null);
    out.line('server_tokens off;', null);
    for (const kind of ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) {
      out.line(`${kind}_temp_path ${file(kind)};`, null);
    }
    writeBody(out, planPeers(project), form, {
      certificate: `${place.folder}/tls.crt`,
      key: `${place.folder}/tls.key`,
    });
  });
  out.line('}', null);
  return out.finish();
}

function writeBody(out: LineWriter, plan: PeerPlan, form: NginxForm, certificate: Certificate | null): void {
  if (plan.refused.length > 0 || plan.balancers.length > 0) out.blank();
  for (const { path, message } of plan.refused) out.leaveOut(path, message);
  writeNginxDifferences(out, plan, form);
  out.blank();
  out.comment('Upgrades are passed on where a browser asks for one.');
  writeMap(out, '$http_upgrade', '$routepin_connection', '$.sites', [
    ['default', 'upgrade'],
    ['""', '""'],
  ]);
  for (const balancer of plan.balancers) writeUpstreams(out, balancer, form);
  for (const listen of plan.listens) {
    for (const site of listen.sites) writeServer(out, listen, site, form, certificate);
  }
}
