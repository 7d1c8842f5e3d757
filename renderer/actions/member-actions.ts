import {
  ArrowRightLeft,
  Ban,
  CircleStop,
  Hourglass,
  ListFilter,
  type LucideIcon,
  Pencil,
  Plus,
  RotateCw,
  Trash2,
  Unplug,
} from 'lucide-react';
import type { MemberView, StatusLetter } from '../../core/contract/index.ts';
import { memberName } from '../format/member-name.ts';
import { filterText } from '../screens/live/traffic/filter-language.ts';
import { toggleCondition } from '../screens/live/traffic/show-session.ts';
import type { AppState, AppStore } from '../store/app-store.ts';
import { findMember, identityOfMember } from '../store/selectors.ts';
import type { Action } from './action.ts';
import { runCommand } from './run-command.ts';

/** What can be done with one member, in the order of its menu. */
export interface MemberAction {
  readonly verb: 'edit' | 'requests' | 'retry' | 'move' | 'drain' | 'disable' | 'stop' | 'outage' | 'remove';
  readonly label: string;
  readonly icon: LucideIcon;
  readonly shortcut?: string;
  readonly isEnabled: boolean;
  readonly danger: boolean;
  readonly perform: (store: AppStore) => void | Promise<void>;
}

/** Shows only the requests of this member's route, by a condition in the filter; a second time takes it back. */
export function listRequests(store: AppStore, member: MemberView): void {
  store.setUi({ screen: 'live' });
  toggleCondition(store, conditionOfMember(member, store.getState()));
}

/** The route where there is one; by its letter where other balancers have one of the same name. */
function conditionOfMember(member: MemberView, { live }: AppState): string {
  const { balancer, route, url } = member;
  if (route === '') return filterText('member', url);
  const isAmbiguous = live.balancers.some(
    (other) => other.name !== balancer && other.members.some((each) => each.route === route),
  );
  return filterText('route', isAmbiguous ? identityOfMember(live.routeOrder, member).letter : route);
}

/** The actions of `member` as it stands; `letter` names it in messages. */
export function actionsForMember(member: MemberView, letter: string): readonly MemberAction[] {
  const ref = { balancer: member.balancer, member: member.url };
  const name = `${letter} (${memberName(member.url)})`;
  const flag = (letterOfFlag: StatusLetter, done: (on: boolean) => string) => (store: AppStore) => {
    const on = !member.status.includes(letterOfFlag);
    return tell(
      runCommand(
        store,
        'member.set-flag',
        { ...ref, flag: letterOfFlag, on },
        { done: done(on), undo: true },
      ),
    );
  };
  const has = (letterOfFlag: StatusLetter) => member.status.includes(letterOfFlag);
  const common = { isEnabled: true, danger: false };
  return [
    {
      ...common,
      verb: 'edit',
      label: 'Edit…',
      icon: Pencil,
      shortcut: 'enter',
      perform: (store) => store.setUi({ overlay: { kind: 'edit-member', ref } }),
    },
    {
      ...common,
      verb: 'requests',
      label: 'List its requests',
      icon: ListFilter,
      shortcut: 'l',
      perform: (store) => listRequests(store, member),
    },
    {
      ...common,
      verb: 'retry',
      label: 'Retry now',
      icon: RotateCw,
      shortcut: 't',
      isEnabled: has('E') && !member.simulatedOutage,
      perform: (store) =>
        tell(runCommand(store, 'member.retry-now', ref, { done: `${name} takes requests again` })),
    },
    {
      ...common,
      verb: 'move',
      label: 'Move its sessions…',
      icon: ArrowRightLeft,
      shortcut: 'm',
      isEnabled: member.route !== '',
      perform: (store) =>
        store.setUi({
          overlay: { kind: 'move-sessions', balancer: member.balancer, route: member.route },
        }),
    },
    {
      ...common,
      verb: 'drain',
      label: has('N') ? 'End draining' : 'Drain',
      icon: Hourglass,
      shortcut: 'd',
      perform: flag('N', (on) =>
        on
          ? `${name} drains: it keeps its sessions and gets no new ones`
          : `${name} takes new sessions again`,
      ),
    },
    {
      ...common,
      verb: 'disable',
      label: has('D') ? 'Enable' : 'Disable',
      icon: Ban,
      perform: flag('D', (on) => (on ? `${name} is disabled` : `${name} is enabled`)),
    },
    {
      ...common,
      verb: 'stop',
      label: has('S') ? 'Start again' : 'Stop',
      icon: CircleStop,
      perform: flag('S', (on) => (on ? `${name} is stopped` : `${name} is started`)),
    },
    {
      ...common,
      verb: 'outage',
      label: member.simulatedOutage ? 'End the simulated outage' : 'Simulate an outage',
      icon: Unplug,
      shortcut: 'x',
      perform: (store) => {
        const on = !member.simulatedOutage;
        const done = on ? `${name} refuses connections, by us` : `${name} is reachable again`;
        return tell(runCommand(store, 'member.simulate-outage', { ...ref, on }, { done, undo: true }));
      },
    },
    {
      ...common,
      verb: 'remove',
      label: 'Remove',
      icon: Trash2,
      shortcut: 'delete',
      danger: true,
      perform: (store) =>
        tell(runCommand(store, 'member.remove', ref, { done: `${name} is removed`, undo: true })),
    },
  ];
}

/** Every member's actions for the palette, and those of the selected member with their keys. */
export function memberActions(state: AppState): readonly Action[] {
  const selected = findMember(state.live.balancers, state.ui.selectedMember);
  const members = state.live.balancers.flatMap(({ members: all }) => all);
  const add: Action[] = state.live.balancers.map(({ name }) => ({
    id: `member.add:${name}`,
    group: 'Members',
    label: state.live.balancers.length > 1 ? `Add a member to ${name}…` : 'Add a member…',
    keywords: 'backend port url balancermember',
    icon: Plus,
    shortcut: 'a',
    perform: (store) => store.setUi({ screen: 'live', overlay: { kind: 'add-member', balancer: name } }),
  }));
  const each = members.flatMap((member) => {
    const { letter } = identityOfMember(state.live.routeOrder, member);
    return actionsForMember(member, letter).map(
      (action): Action => ({
        id: `member.${action.verb}:${member.balancer}:${member.url}`,
        group: 'Members',
        label: paletteLabel(action, letter),
        detail: memberName(member.url),
        keywords: `${member.url} route ${member.route}`,
        icon: action.icon,
        // With a key only for the selected member, so that a key never hits another one.
        ...(member === selected && action.shortcut !== undefined && action.verb !== 'edit'
          ? { shortcut: action.shortcut }
          : {}),
        isEnabled: () => action.isEnabled,
        perform: action.perform,
      }),
    );
  });
  return [...add, ...each, ...(selected === undefined ? keysWithoutSelection(members) : [])];
}

function paletteLabel({ verb, label }: MemberAction, letter: string): string {
  if (verb === 'requests') return `List the requests of ${letter}`;
  if (verb === 'move') return `Move the sessions of ${letter}…`;
  return `${label.replace('…', '')} ${letter}${verb === 'edit' ? '…' : ''}`;
}

/** For the key sheet: what the keys would do if a member were selected. */
function keysWithoutSelection(members: readonly MemberView[]): readonly Action[] {
  const sample = members[0];
  if (sample === undefined) return [];
  return actionsForMember(sample, '')
    .filter(({ verb }) => ['requests', 'retry', 'move', 'drain', 'outage', 'remove'].includes(verb))
    .map((action) => ({
      id: `member.${action.verb}`,
      group: 'Members',
      label: `${KEY_LABELS[action.verb] ?? action.label} the selected member`,
      ...(action.shortcut === undefined ? {} : { shortcut: action.shortcut }),
      hidden: true,
      isEnabled: () => false,
      perform: () => {},
    }));
}

const KEY_LABELS: Readonly<Partial<Record<MemberAction['verb'], string>>> = {
  requests: 'List the requests of',
  retry: 'Retry',
  move: 'Move the sessions of',
  drain: 'Drain',
  outage: 'Simulate an outage of',
  remove: 'Remove',
};

async function tell(running: Promise<unknown>): Promise<void> {
  await running;
}
