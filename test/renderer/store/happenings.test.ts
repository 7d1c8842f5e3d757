import { expect, test } from 'vitest';
import type { MemberState, UnnumberedEvent } from '../../../core/contract/index.ts';
import { memberView, storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { foldBatch } from '../../../renderer/store/fold-batch.ts';
import { type CoreState, INITIAL_CORE_STATE, stateOfSnapshot } from '../../../renderer/store/live-state.ts';
import { batchOf } from '../support.ts';

const NOW = 1_700_000_000_000;
const start = stateOfSnapshot(storySnapshot(NOW), INITIAL_CORE_STATE);

function fold(state: CoreState, ...events: UnnumberedEvent[]): CoreState {
  const folded = foldBatch(state, batchOf(state.live.seq + 1, events));
  if (folded.gap) throw new Error('a gap where there is none');
  return folded.state;
}

function changed(state: MemberState): UnnumberedEvent {
  const view = { ...memberView(1, { pins: 0, busy: 0, elected: 0, lbstatus: 0 }, NOW), state };
  const { balancer, url: member, route, status } = view;
  return { event: 'member.changed', balancer, member, route, status, cause: 'simulated-outage', view };
}

test('a member that changes its state leaves a mark, one that keeps it none', () => {
  const after = fold(start, changed('ok'), changed('outage'), changed('outage'), changed('ok'));
  expect(after.live.happenings.map(({ state, member }) => [state, member?.route])).toEqual([
    ['outage', '1'],
    ['ok', '1'],
  ]);
});

test('an edit leaves a mark with what undo calls it, unless it changed nothing', () => {
  const { project } = start.config;
  const none = {
    settings: [],
    opensListeners: [],
    closesListeners: [],
    addedBalancers: [],
    removedBalancers: [],
    addedMembers: [],
    removedMembers: [],
    editedMembers: [],
    keptRoutes: [],
    lostRoutes: [],
  };
  const edit = { event: 'project.changed', revision: 4, project, redo: null, balancing: true } as const;
  const after = fold(
    start,
    { ...edit, undo: 'nothing', changes: none },
    { ...edit, undo: 'retry 60 to 5', changes: { ...none, settings: [{ path: '$.x', from: 60, to: 5 }] } },
  );
  expect(after.live.happenings.map(({ label, member }) => [label, member])).toEqual([
    ['retry 60 to 5', null],
  ]);
});

test('marks are bounded, and kept by a new snapshot of the same run only', () => {
  let state = start;
  for (let round = 0; round < 300; round++) state = fold(state, changed('outage'), changed('ok'));
  expect(state.live.happenings).toHaveLength(500);
  expect(stateOfSnapshot(storySnapshot(NOW), state).live.happenings).toHaveLength(500);
  expect(stateOfSnapshot(storySnapshot(NOW + 1), state).live.happenings).toEqual([]);
});
