import type { Project } from '../contract/index.ts';
import { encodedPath, type Place, type PlaceBalancer, placesOf, requestTo } from './places.ts';
import type { RequestStep } from './steps.ts';

/**
 * The table of cases that tell sticky balancers apart, fitted to a project: its names, separators, routes, paths and
 * hosts. `isReal`: the backends are the user's, so nothing but plain GETs is sent.
 */
export function casesFor(project: Project, isReal: boolean): readonly RequestStep[] {
  const places = placesOf(project);
  const told = new Set<string>();
  const steps = places.flatMap((place) => {
    if (place.kind === 'excluded') return [requestTo(place, 'a path that is not proxied')];
    const { balancer } = place;
    if (balancer === null) return plainCases(place);
    // The whole table once for a balancer in a site; its other lines only have to lead to it.
    const key = `${place.site.name}\n${balancer.settings.key}`;
    if (told.has(key)) return briefCases(place, balancer);
    told.add(key);
    return [
      ...stickyCases(place, balancer),
      ...(isReal ? [] : [...answerCases(place, balancer), ...upgradeCases(place, balancer)]),
    ];
  });
  return [...steps, ...siteCases(project, places)];
}

function plainCases(place: Place): readonly RequestStep[] {
  const title = place.kind === 'plain' ? 'a plain target' : 'a balancer that is not defined';
  return [requestTo(place, title), requestTo(place, title, { target: `${place.base}/y/z?q=1` })];
}

function briefCases(place: Place, balancer: PlaceBalancer): readonly RequestStep[] {
  const [route] = balancer.routes;
  return [
    requestTo(place, 'no cookie'),
    ...(route === undefined
      ? []
      : [requestTo(place, `pinned to ${route}`, { cookie: cookieOf(balancer, route) })]),
  ];
}

/** `ROUTEID=.1` in the balancer's own words. */
export function cookieOf(balancer: PlaceBalancer, route: string, id = ''): string {
  return `${balancer.cookieName}=${id}${balancer.separator}${route}`;
}

/** A URL parameter, in the path (decoded by the server, so anything can be written) or in the query (raw). */
export function inPath(place: Place, balancer: PlaceBalancer, value: string): string {
  return `${place.base}/x;${encodedPath(`${balancer.urlName}=${value}`).replaceAll('%3D', '=')}`;
}

function inQuery(place: Place, balancer: PlaceBalancer, value: string): string | null {
  const text = `${balancer.urlName}=${value}`;
  return /^[\w.~!$'()*+,:@=-]+$/.test(text) ? `${place.base}/x?${text}` : null;
}

function stickyCases(place: Place, balancer: PlaceBalancer): readonly RequestStep[] {
  const { cookieName: name, separator, routes } = balancer;
  const first = routes[0] ?? '1';
  const second = routes[1] ?? first;
  const ask = (title: string, cookie: string | null, target?: string | null): readonly RequestStep[] =>
    target === null ? [] : [requestTo(place, title, { cookie, ...(target === undefined ? {} : { target }) })];
  const own = (route: string, id = '') => cookieOf(balancer, route, id);
  const query = inQuery(place, balancer, `${separator}${second}`);
  return [
    ...Array.from({ length: balancer.settings.members.length + 1 }, () => ask('no cookie', null)).flat(),
    ...routes.flatMap((route) => ask(`pinned to ${route}`, own(route))),
    ...ask('the same pin again', own(first)),
    ...ask('no cookie, after pinned requests were charged', null),
    ...ask('no separator before the route', `${name}=${first}`),
    ...ask('a session id before the separator', own(first, 'abc')),
    ...ask('a session id that holds the separator', own(first, `ab${separator}cd`)),
    ...ask('the cookie twice', `${own(second)}; ${own(first)}`),
    ...ask('the cookie twice, the first unknown', `${own('nobody')}; ${own(first)}`),
    ...ask('a cookie whose name ends alike', `X${own(second)}; ${own(first)}`),
    ...ask('another cookie before and after', `a=1; ${own(first)}; b=2`),
    ...ask('a quoted value', `${name}="${separator}${first}"`),
    ...ask('a blank after the value', `${own(first)} ; a=1`),
    ...ask('the name in the other case', `${swapCase(name)}=${separator}${first}`),
    ...ask('a route that no member has', own('nobody')),
    ...ask('nothing behind the separator', own('', 'abc')),
    ...ask('an empty value', `${name}=; a=1`),
    ...ask('URL parameter and cookie at odds', own(first), query),
    ...ask('URL parameter alone', null, query),
    ...ask('URL parameter without a separator', own(first), inQuery(place, balancer, second)),
    ...ask('path parameter', null, inPath(place, balancer, `${separator}${second}`)),
    ...ask('path parameter, more behind it', null, `${inPath(place, balancer, `${separator}${second}`)}/y`),
    ...ask(
      'another parameter behind it',
      null,
      `${inPath(place, balancer, `${separator}${second}`)};z=1?q=2`,
    ),
    ...ask('the path alone', null, place.base === '' ? '/' : place.base),
    ...ask('the path and more letters', null, `${place.base}x`),
    ...ask('dots, slashes and escapes in the path', null, `${place.base}//a/./b/../c%20d%2Be?x=%2F&y`),
  ];
}

/** What comes back from a backend: the cookie goes on it, Location is mended, `failonstatus` marks the member. */
function answerCases(place: Place, balancer: PlaceBalancer): readonly RequestStep[] {
  const [route] = balancer.routes;
  const cookie = route === undefined ? null : cookieOf(balancer, route);
  const wish = (words: string, field: string, parts: Partial<RequestStep> = {}) =>
    requestTo(place, words, { wish: { field, words }, ...parts });
  return [
    wish('answers 302 with its own address', 'status=302&location=http%3A%2F%2F{self}%2Fnext'),
    wish('answers 302 with a path', 'status=302&location=%2Fnext'),
    wish('answers 404', 'status=404'),
    wish(
      'sets cookies of its own',
      `cookie=app%3D1%3B%20Path%3D%2F&cookie=${encodedPath(`${balancer.cookieName}=own`)}`,
    ),
    requestTo(place, 'HEAD', { method: 'HEAD' }),
    requestTo(place, 'POST with a body', { method: 'POST', body: 'a=1&b=2', cookie }),
    wish('answers 500', 'status=500', { cookie }),
    requestTo(place, 'the request after it', { cookie }),
    wish('answers 503', 'status=503', { cookie }),
    requestTo(place, 'the request after it', { cookie }),
    wish('closes without an answer', 'close=1', { cookie }),
    requestTo(place, 'the request after it', { cookie }),
  ];
}

function upgradeCases(place: Place, balancer: PlaceBalancer): readonly RequestStep[] {
  const tunnels = balancer.settings.members.some(
    ({ upgrade, target }) => upgrade !== null || target.scheme.startsWith('ws'),
  );
  return tunnels ? [requestTo(place, 'a WebSocket', { upgrade: true })] : [];
}

/** Which site a Host leads to, and what no ProxyPass line takes. */
function siteCases(project: Project, places: readonly Place[]): readonly RequestStep[] {
  return project.sites.flatMap((site): readonly RequestStep[] => {
    const place = places.find((one) => one.site === site);
    if (place === undefined) return [];
    const hosts = [
      ['a Host that no site has', 'nobody.example'],
      ['the Host in capitals', place.host.toUpperCase()],
      ...(site.serverAlias ?? [])
        // Apache refuses a Host whose last label does not begin with a letter, before any site is looked for.
        .filter((alias) => /^[\w.*?-]+$/.test(alias) && /(^|\.)[a-z*][^.]*$/i.test(alias))
        .map((alias) => ['an alias', alias.replaceAll('*', 'any').replaceAll('?', 'x')] as const),
    ] as const;
    return [
      ...hosts.map(([title, host]) => requestTo(place, title, { host })),
      requestTo(place, 'a path that may not be mapped', { target: '/not-mapped/at/all' }),
    ];
  });
}

function swapCase(text: string): string {
  return [...text]
    .map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))
    .join('');
}
