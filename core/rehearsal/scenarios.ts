import type { Balancer, Project, Rehearsal, RehearsalScenario } from '../contract/index.ts';
import { balancersOf } from './resolve.ts';

type Steps = Rehearsal['steps'];

interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly leastMembers: number;
  readonly duration: (members: number) => number;
  readonly steps: (members: readonly string[]) => Steps;
}

/** Seconds between two members of a rolling restart: time to lose pins, and to see them. */
const ROLL = 5;

const SCENARIOS: readonly Scenario[] = [
  {
    id: 'kill-one',
    title: 'Kill one member and bring it back',
    text: 'Who loses what when a member dies, and when it takes requests again.',
    leastMembers: 2,
    duration: () => 30,
    steps: (members) => [
      { at: 6, do: 'outage', member: at(members, 1) },
      { at: 14, do: 'return', member: at(members, 1) },
    ],
  },
  {
    id: 'rolling-restart',
    title: 'Rolling restart by drain',
    text: 'Members are drained, restarted and taken back one after another, as in a deployment.',
    leastMembers: 2,
    duration: (members) => ROLL * (members + 1),
    steps: (members) =>
      members.flatMap((member, index): Steps => {
        const start = ROLL * index + 2;
        return [
          { at: start, do: 'drain', member },
          { at: start + 2, do: 'outage', member },
          { at: start + 3, do: 'return', member },
          { at: start + 3, do: 'retry-now', member },
          { at: start + 3, do: 'undrain', member },
        ];
      }),
  },
  {
    id: 'lose-two',
    title: 'Lose two members at once',
    text: 'Whether the ones that are left carry everybody.',
    leastMembers: 3,
    duration: () => 30,
    steps: (members) => [
      { at: 6, do: 'outage', member: at(members, 0) },
      { at: 6, do: 'outage', member: at(members, 1) },
      { at: 18, do: 'return', member: at(members, 0) },
      { at: 18, do: 'return', member: at(members, 1) },
    ],
  },
  {
    id: 'drain-one',
    title: 'Drain one member',
    text: 'Existing sessions stay, new ones go elsewhere.',
    leastMembers: 2,
    duration: () => 20,
    steps: (members) => [
      { at: 6, do: 'drain', member: at(members, 1) },
      { at: 15, do: 'undrain', member: at(members, 1) },
    ],
  },
  {
    id: 'steady',
    title: 'Nothing happens',
    text: 'Whether pins hold while nobody touches anything.',
    leastMembers: 1,
    duration: () => 15,
    steps: () => [],
  },
];

/** The rehearsals that are offered ready made for a project as it stands. */
export function scenariosFor(project: Project): readonly RehearsalScenario[] {
  const site = project.sites.find(({ name }) => balancersOf(project, name).length > 0) ?? project.sites[0];
  const [balancer] = site === undefined ? [] : balancersOf(project, site.name);
  const members = balancer === undefined ? [] : namesOf(balancer);
  return SCENARIOS.map((scenario) => ({
    id: scenario.id,
    title: scenario.title,
    text: scenario.text,
    unfit: members.length >= scenario.leastMembers ? null : needs(scenario.leastMembers, members.length),
    rehearsal: {
      version: 1,
      name: scenario.title,
      ...(site === undefined || project.sites.length < 2 ? {} : { site: site.name }),
      users: 60,
      arriveWithin: scenario.duration(members.length) - 2,
      duration: scenario.duration(members.length),
      think: { from: 0.3, to: 0.7 },
      requests: [{ path: '/' }],
      steps: members.length >= scenario.leastMembers ? scenario.steps(members) : [],
    },
  }));
}

/** Members by route, or by URL where a route is missing or doubled. */
function namesOf({ members }: Balancer): readonly string[] {
  return members.map(({ route, url }) => {
    const isOnly = members.filter((other) => other.route === route).length === 1;
    return route === undefined || route === '' || !isOnly ? url : route;
  });
}

function at(members: readonly string[], index: number): string {
  return members[index] ?? members[0] ?? '';
}

function needs(least: number, have: number): string {
  return `It needs ${least} members, and there ${have === 1 ? 'is 1' : `are ${have}`}.`;
}
