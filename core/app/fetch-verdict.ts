import type { FetchVerdictCode, FetchView, Project, StickyLookup } from '../contract/index.ts';
import { resolveProject } from '../contract/index.ts';
import { bytesOf, lookUpSession, mapRequest, textOf } from '../decision/index.ts';

export interface FetchedHead {
  readonly site: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly cookie: string | null;
  readonly status: number;
  /** Status line and fields of the final answer, one character a byte. */
  readonly lines: readonly string[];
}

type Found = Pick<FetchView, 'routeCookieLine' | 'verdict'>;

/**
 * What the head of an answer says about the pin: the article's test (`Set-Cookie: ROUTEID=.1` must be there and not
 * empty) with the reason. By the project alone: nothing of the decision is asked, as somebody with wget would see it.
 */
export function fetchVerdict(project: Project, head: FetchedHead): Found {
  const settings = resolveProject(project);
  const site = settings.sites.find(({ name }) => name === head.site);
  const hasBalancer = (key: string) => settings.balancers.some((one) => one.key === key);
  const mapped = site === undefined ? undefined : mapRequest(site, head.target, hasBalancer);
  if (mapped === undefined || mapped.kind === 'refuse') {
    return noCookie(
      'note',
      'not-mapped',
      `No cookie: no proxyPass line takes ${head.target}, so Apache answers itself.`,
    );
  }
  if (mapped.kind === 'plain') {
    return noCookie(
      'note',
      'plain-target',
      `No cookie: ${mapped.url} is a plain target, and nothing is balanced.`,
    );
  }
  const balancer = settings.balancers.find((one) => one.key === mapped.balancer);
  if (balancer === undefined) {
    return noCookie('bad', 'not-answered', `No cookie: there is no balancer ${mapped.balancer}.`);
  }
  const lookup = lookUpSession(
    balancer.sticky,
    mapped.searchText,
    head.cookie === null ? null : bytesOf(head.cookie),
  );
  const line = balancer.routeCookie === null ? null : routeCookieLine(head.lines, balancer.routeCookie.name);
  const routes = balancer.members.map(({ route }) => route).filter((route) => route !== '');
  if (line !== null) {
    const pair =
      textOf(head.lines[line] ?? '')
        .replace(/^[^:]*:\s*/, '')
        .split(';')[0] ?? '';
    return {
      routeCookieLine: line,
      verdict: cookieVerdict(pair, balancer.sticky?.separator, lookup, routes),
    };
  }
  if (balancer.routeCookie === null) {
    return noCookie(
      'note',
      'no-route-cookie',
      `No route cookie: balancer ${balancer.name} sets none, so the application's own id has to carry the route.`,
      balancer.sticky === null ? 'Set stickysession and a route cookie to pin browsers.' : null,
    );
  }
  if (balancer.sticky === null) {
    return noCookie(
      'bad',
      'not-sticky',
      'No cookie: without stickysession Apache never sets BALANCER_ROUTE_CHANGED, and the cookie waits for it.',
      `Set stickysession to ${balancer.routeCookie.name}.`,
    );
  }
  if (lookup.route !== null && routes.includes(lookup.route)) {
    return noCookie(
      'good',
      'already-pinned',
      `No cookie, and none is needed: the request was pinned to route ${lookup.route} already (by its ${
        lookup.source === 'url' ? 'URL' : 'cookie'
      }), and a pin is not sent twice.`,
    );
  }
  if (head.status >= 500) {
    return noCookie(
      'bad',
      'not-answered',
      `No cookie: no member answered (${head.status}), and pages of the balancer's own never carry it.`,
      'See which members are in error, and why.',
    );
  }
  return noCookie(
    'bad',
    'no-cookie',
    'No cookie, although nothing pinned the request.',
    'Look at the exchange under Live.',
  );
}

function cookieVerdict(
  pair: string,
  separator: string | null | undefined,
  lookup: StickyLookup,
  routes: readonly string[],
): Found['verdict'] {
  const value = pair.slice(pair.indexOf('=') + 1);
  if (value.includes('(null)')) {
    return verdict(
      'bad',
      'no-variable',
      `The cookie says "(null)": a variable in its value is not set (${pair}).`,
      NAME_ROUTE,
    );
  }
  const at = separator == null ? 0 : value.indexOf(separator);
  if (at < 0) {
    return verdict(
      'bad',
      'empty-route',
      `The cookie does not stick: ${pair} has no "${separator}" before the route, so no route is found in it.`,
      `Put the separator before the route: "${separator}%{BALANCER_WORKER_ROUTE}e".`,
    );
  }
  const route = separator == null ? value : value.slice(at + separator.length);
  if (route === '') {
    return verdict(
      'bad',
      'empty-route',
      `The cookie names no route (${pair}): the member that answered has none, so every answer sets it anew and nothing sticks.`,
      'Give each member of the balancer a route.',
    );
  }
  if (!routes.includes(route)) {
    return verdict(
      'bad',
      'unknown-route',
      `The cookie names route ${route}, and no member has it.`,
      NAME_ROUTE,
    );
  }
  return verdict('good', 'pinned', `Pinned to route ${route}, ${whyNew(lookup, routes)}.`, null);
}

const NAME_ROUTE = 'The value of the route cookie is usually ".%{BALANCER_WORKER_ROUTE}e".';

/** Why the balancer chose, in the words after "because". */
function whyNew({ source, route, value, name }: StickyLookup, routes: readonly string[]): string {
  if (source === null) return 'because the request carried no route: the balancer chose';
  const place = source === 'url' ? 'URL' : 'cookie';
  if (route === null) return `because ${name}=${value} in the ${place} has no separator: the balancer chose`;
  if (route === '') return `because ${name}=${value} in the ${place} names no route: the balancer chose`;
  if (!routes.includes(route))
    return `because no member has the route ${route} of the ${place}: the balancer chose`;
  return `because route ${route} of the ${place} could not be served: another member took over`;
}

function routeCookieLine(lines: readonly string[], name: string): number | null {
  // The route cookie comes after those of the backend (APACHE.md §7.2).
  const start = bytesOf(`${name}=`);
  const at = lines.findLastIndex(
    (line) => /^set-cookie:/i.test(line) && line.slice('set-cookie:'.length).trimStart().startsWith(start),
  );
  return at < 0 ? null : at;
}

function noCookie(
  level: Found['verdict']['level'],
  code: FetchVerdictCode,
  text: string,
  hint: string | null = null,
): Found {
  return { routeCookieLine: null, verdict: verdict(level, code, text, hint) };
}

function verdict(
  level: Found['verdict']['level'],
  code: FetchVerdictCode,
  text: string,
  hint: string | null,
): Found['verdict'] {
  return { level, code, text, hint };
}
