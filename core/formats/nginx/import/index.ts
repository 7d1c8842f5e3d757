import type { ImportedProject } from '../../../contract/index.ts';
import type { ImportSource } from '../../apache/import/index.ts';
import { Notebook } from '../../apache/import/notebook.ts';
import { finish } from '../../peers/import/draft.ts';
import { allOf, type NginxDirective, parseNginx } from './blocks.ts';
import { readMaps } from './maps.ts';
import { readServerBlock } from './server.ts';
import { readUpstreams } from './upstream.ts';

/**
 * The project that behaves as an nginx configuration, as far as a project can say it: a whole nginx.conf or a file of
 * sites-available. Never fails: each directive is understood, noted, or both.
 */
export function importNginx(source: ImportSource): ImportedProject {
  const notebook = new Notebook();
  const tree = parseNginx(source.fileName, source.text, notebook, source.includes);
  const http = tree.flatMap((directive) => {
    if (directive.words[0] !== 'http') return [directive];
    notebook.understood(directive);
    return directive.block ?? [];
  });
  const maps = readMaps(http, notebook);
  const upstreams = readUpstreams(http, maps, notebook);
  const sites = http
    .filter(({ words, block }) => words[0] === 'server' && block !== null)
    .flatMap((server) => readServerBlock(server, { upstreams, maps, notebook }));
  for (const directive of allOf(tree)) noteRest(directive, notebook);
  const balancers = [...upstreams.values()].map(({ balancer }) => balancer);
  return finish(source.fileName, notebook, balancers, sites);
}

function noteRest(directive: NginxDirective, notebook: Notebook): void {
  if (!notebook.isAccounted(directive))
    notebook.note(directive, 'unrelated', 'has no bearing on who gets a request');
}
