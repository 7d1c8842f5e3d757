import type { Notebook } from '../../apache/import/notebook.ts';
import type { NginxDirective } from './blocks.ts';

/** What the maps of a configuration say about sticky balancing, by the name that they share. */
export interface StickyMaps {
  /** Cookie, URL name and separator of the map that makes `$X_route`. */
  readonly looked: ReadonlyMap<
    string,
    { cookie: string; url: string; separator: string | null; line: NginxDirective }
  >;
  /** Of `$X_upstream`: the upstream of each route, and of the rest. */
  readonly chosen: ReadonlyMap<
    string,
    {
      readonly rest: string;
      readonly routes: readonly (readonly [string, string])[];
      readonly line: NginxDirective;
    }
  >;
  /** Of `$X_set_cookie`: the cookie as it is written. */
  readonly cookies: ReadonlyMap<string, { readonly text: string; readonly line: NginxDirective }>;
  /** Maps of other hands, by the whole variable: what they look at, and their block. */
  readonly others: ReadonlyMap<string, { readonly from: string; readonly block: readonly NginxDirective[] }>;
}

/** The cookie and the separator of a map that cuts a route out of a cookie (a name behind a sign, as in `abc.1`), or null for another one. */
export function cutFromCookie(
  maps: StickyMaps,
  variable: string,
): { readonly cookie: string; readonly separator: string } | null {
  const map = maps.others.get(variable);
  const cookie = /^\$cookie_(\w+)$/.exec(map?.from ?? '')?.[1];
  const rows = map?.block.flatMap(
    ({ words }) => /^~.*\\?([.!~:@_-])\(\?P?<\w+>/.exec(words[0] ?? '')?.[1] ?? [],
  );
  const separator = rows?.[0];
  return cookie === undefined || separator === undefined ? null : { cookie, separator };
}

/** Reads the maps of our own exports; others are noted. */
export function readMaps(directives: readonly NginxDirective[], notebook: Notebook): StickyMaps {
  const looked = new Map<
    string,
    { cookie: string; url: string; separator: string | null; line: NginxDirective }
  >();
  const chosen = new Map<string, { rest: string; routes: [string, string][]; line: NginxDirective }>();
  const cookies = new Map<string, { text: string; line: NginxDirective }>();
  const others = new Map<string, { from: string; block: readonly NginxDirective[] }>();
  for (const map of directives) {
    if (map.words[0] !== 'map' || map.block === null) continue;
    const [, from = '', to = ''] = map.words;
    const stem = /^\$(\w+?)_(url_route|cookie_route|route|upstream|answered|set_cookie)$/.exec(to);
    const name = stem?.[1] ?? '';
    const value = (source: string) => map.block?.find(({ words }) => words[0] === source)?.words[1];
    switch (stem?.[2]) {
      case 'cookie_route': {
        const [source = ''] = map.block.at(-1)?.words ?? [];
        const separator = /^~\^\[\^\\?(.)\]/.exec(source)?.[1] ?? null;
        const before = looked.get(name);
        const cookie = from.replace('$cookie_', '');
        looked.set(name, { cookie, url: before?.url ?? cookie, separator, line: map });
        break;
      }
      case 'url_route': {
        const url = /^~([\w-]+)=/.exec(map.block.at(-1)?.words[0] ?? '')?.[1] ?? '';
        const before = looked.get(name);
        looked.set(name, {
          cookie: before?.cookie ?? url,
          url,
          separator: before?.separator ?? '.',
          line: map,
        });
        break;
      }
      case 'upstream':
        chosen.set(name, {
          rest: value('default') ?? '',
          routes: map.block.flatMap(({ words: [source = '', target = ''] }): [string, string][] =>
            source === 'default' ? [] : [[routeOf(source), target]],
          ),
          line: map,
        });
        break;
      case 'set_cookie':
        cookies.set(name, { text: value('default') ?? '', line: map });
        break;
      case 'route':
      case 'answered':
        others.set(to, { from, block: map.block });
        break;
      default:
        if (to !== '$routepin_connection' && !/upgrade/i.test(from)) {
          others.set(to, { from, block: map.block });
          notebook.note(map, 'left-out', 'a map has no counterpart in a project');
          for (const row of map.block) notebook.note(row, 'left-out', 'part of a map');
          continue;
        }
    }
    notebook.understood(map);
    for (const row of map.block) notebook.understood(row);
  }
  return { looked, chosen, cookies, others };
}

/** `~^node1$` and `1` alike. */
function routeOf(source: string): string {
  const match = /^~\^(.*)\$$/.exec(source);
  return match === null ? source : (match[1] ?? '').replace(/\\(.)/g, '$1');
}
