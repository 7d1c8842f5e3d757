import type { Project } from '../../contract/index.ts';
import { createLineWriter, type LineWriter } from '../line-writer.ts';
import type { RenderedLines, RenderOptions, StandalonePlace } from '../target.ts';
import { APACHE_24 } from './dialect.ts';
import { modulesOf } from './modules.ts';
import type { ProjectPart } from './target.ts';
import { quoted } from './words.ts';

/** Files of a standalone configuration's folder that TLS sites read. */
export const TLS_FILES = { certificate: 'tls.crt', key: 'tls.key' } as const;

/** Loaded when they lie in the folder as files; some builds have them inside. */
const MAYBE_BUILT_IN: readonly string[] = ['mpm_event', 'unixd', 'log_config', 'watchdog'];

/**
 * A complete httpd.conf: everything the project's part needs and nothing else, one process, so that decisions are
 * the same each time (APACHE.md §11.2). `writeProject` writes the part that both forms share.
 */
export function renderApacheStandalone(
  writeProject: (out: LineWriter, project: Project, part: ProjectPart) => void,
): (project: Project, place: StandalonePlace, options: RenderOptions) => RenderedLines {
  return (project, place, options) => {
    const out = createLineWriter('#', options);
    const file = (name: string) => quoted(`${place.folder}/${name}`);
    out.comment(
      `${JSON.stringify(project.name)} for Apache httpd 2.4, complete, exported by Routepin.`,
      '$.name',
    );
    out.comment('Start it with: apache2 -X -f THIS_FILE (httpd on some systems). Ctrl-C ends it.');
    out.blank();
    out.comment('Everything it writes stays in this folder.');
    out.line(`ServerRoot ${quoted(place.folder)}`, null);
    out.line(`DefaultRuntimeDir ${quoted(place.folder)}`, null);
    out.line(`PidFile ${file('apache.pid')}`, null);
    out.line(`ErrorLog ${file('error.log')}`, null);
    out.line('ServerName localhost', null);
    out.blank();
    out.comment('The modules it needs; authz_core because without it every request is answered 500.');
    const needed = [...MAYBE_BUILT_IN.slice(0, 3), 'authz_core', ...modulesOf(project, APACHE_24)];
    for (const module of needed) {
      if (!place.modules.includes(module)) {
        if (!MAYBE_BUILT_IN.includes(module)) {
          out.leaveOut('$', `mod_${module}.so is not there; install it, unless this server has it built in`);
        }
        continue;
      }
      out.line(`LoadModule ${module}_module ${quoted(`${place.modulesFolder}/mod_${module}.so`)}`, null);
    }
    if (place.account !== null) {
      out.blank();
      out.comment('Started by root it answers requests as somebody who may do little.');
      out.line(`User ${quoted(place.account.user)}`, null);
      out.line(`Group ${quoted(place.account.group)}`, null);
    }
    out.blank();
    out.comment('One process with several threads keeps every count in one place.');
    for (const line of ONE_PROCESS) out.line(line, null);
    writeProject(out, project, {
      ownServer: true,
      certificate: {
        certificateFile: `${place.folder}/${TLS_FILES.certificate}`,
        keyFile: `${place.folder}/${TLS_FILES.key}`,
      },
    });
    return out.finish();
  };
}

const ONE_PROCESS: readonly string[] = [
  'StartServers 1',
  'ServerLimit 1',
  'ThreadLimit 64',
  'ThreadsPerChild 64',
  'MaxRequestWorkers 64',
  'MaxConnectionsPerChild 0',
];
