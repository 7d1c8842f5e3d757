import { useMemo } from 'react';
import type { BalancerView, CounterSample, MemberView } from '../../core/contract/index.ts';
import type { AppState } from './app-store.ts';
import { selectBalancers } from './selectors.ts';
import { useApp } from './store-context.tsx';

/** What a batch brings of every member that had requests (`CounterSample`), several times a second. */
const COUNTED: ReadonlySet<string> = new Set<keyof MemberView & keyof CounterSample>([
  'counters',
  'pins',
  'lastAnswerAtMs',
]);

/**
 * The balancers for whoever shows no counters: the same object until something else has changed. Their pins and counters
 * are those of some moment before.
 */
export function useSettledBalancers(): readonly BalancerView[] {
  const select = useMemo(() => {
    let settled: readonly BalancerView[] = [];
    return (state: AppState) => {
      const balancers = selectBalancers(state);
      if (!isSettled(settled, balancers)) settled = balancers;
      return settled;
    };
  }, []);
  return useApp(select);
}

function isSettled(before: readonly BalancerView[], after: readonly BalancerView[]): boolean {
  if (before === after) return true;
  return (
    before.length === after.length &&
    after.every((balancer, place) => {
      const old = before[place];
      if (old === undefined || old === balancer) return old === balancer;
      const { members } = balancer;
      return (
        isSameBut(old, balancer, MEMBERS) &&
        old.members.length === members.length &&
        members.every((member, index) => isSameMember(old.members[index], member))
      );
    })
  );
}

const MEMBERS: ReadonlySet<string> = new Set<keyof BalancerView>(['members']);

/** Whether two views of a member differ in nothing but its counters. */
export function isSameMember(before: MemberView | undefined, after: MemberView): boolean {
  return before !== undefined && (before === after || isSameBut(before, after, COUNTED));
}

function isSameBut<View extends object>(before: View, after: View, but: ReadonlySet<string>): boolean {
  const keys = Object.keys(after) as (keyof View & string)[];
  return keys.every((key) => but.has(key) || before[key] === after[key]);
}
