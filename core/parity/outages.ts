import type { ParityOmission, Project } from '../contract/index.ts';
import { cookieOf } from './cases.ts';
import { type Place, type PlaceBalancer, placesOf, requestTo } from './places.ts';
import type { Sequence, Step } from './steps.ts';

/** Members that are lost one after another; with more of them the last ones are lost together with all. */
const LOST_ALONE = 4;

/**
 * Why losing members of a balancer can't be compared, or null. With `retry=0` a member in error is due at once, and
 * Apache races with itself: beside a second Apache a third of random sequences come out differently.
 */
export function outageOmission(balancer: PlaceBalancer): ParityOmission | null {
  const member = balancer.written.members.findIndex(({ retry }) => retry === 0);
  return member < 0
    ? null
    : {
        path: `$.balancers[${balancer.index}].members[${member}].retry`,
        what: `lost members of ${balancer.settings.name}`,
        because: 'with retry=0 even two Apaches disagree about what happens in the same millisecond',
      };
}

/** For each balancer that a request reaches: its members lost and returned, one by one and all together. */
export function outagesFor(
  project: Project,
  originIndexOf: (url: string) => number,
): { readonly sequences: readonly Sequence[]; readonly omissions: readonly ParityOmission[] } {
  const sequences: Sequence[] = [];
  const omissions: ParityOmission[] = [];
  const told = new Set<string>();
  for (const place of placesOf(project)) {
    const { balancer } = place;
    if (balancer === null || told.has(balancer.settings.key) || balancer.settings.members.length === 0)
      continue;
    told.add(balancer.settings.key);
    const omission = outageOmission(balancer);
    if (omission === null)
      sequences.push({ group: 'outages', steps: stepsFor(place, balancer, originIndexOf) });
    else omissions.push(omission);
  }
  return { sequences, omissions };
}

function stepsFor(
  place: Place,
  balancer: PlaceBalancer,
  originIndexOf: (url: string) => number,
): readonly Step[] {
  const { members } = balancer.settings;
  const all = [...new Set(members.map(({ url }) => originIndexOf(url)))];
  const newcomer = requestTo(place, 'no cookie');
  const pinned = (route: string, title: string): Step[] =>
    route === '' ? [newcomer] : [requestTo(place, title, { cookie: cookieOf(balancer, route) })];
  const alone = members.slice(0, LOST_ALONE).flatMap(({ url, route }): readonly Step[] => [
    ...pinned(route, `pinned to ${route}, before it is lost`),
    { do: 'lose', origins: [originIndexOf(url)] },
    ...pinned(route, `pinned to ${route}, which is lost`),
    ...pinned(route, `the old cookie for ${route} again`),
    newcomer,
    requestTo(place, 'POST with a body', {
      method: 'POST',
      body: 'kept=1',
      cookie: cookieOf(balancer, route),
    }),
    { do: 'return', origins: [originIndexOf(url)] },
    ...pinned(route, `pinned to ${route}, which answers again`),
    newcomer,
  ]);
  const first = members[0]?.route ?? '';
  return [
    newcomer,
    ...alone,
    { do: 'lose', origins: all },
    ...pinned(first, `pinned to ${first}, all members lost`),
    newcomer,
    newcomer,
    { do: 'return', origins: all },
    newcomer,
    ...pinned(first, `pinned to ${first}, all members back`),
    newcomer,
  ];
}
