import { Play, RotateCw } from 'lucide-react';
import type { ActionSource } from '../../actions/action-registry.tsx';
import { scan } from './scan-state.ts';

interface FirstRunHandles {
  readonly demo: () => void;
  readonly submit: () => void;
}

/** The keys of the first run, which works without a mouse. */
export function firstRunActions({ demo, submit }: FirstRunHandles): ActionSource {
  return () => [
    {
      id: 'first-run.demo',
      group: 'Project',
      label: 'Start four demo backends and balance them',
      icon: Play,
      shortcut: 'd',
      perform: demo,
    },
    {
      id: 'first-run.scan',
      group: 'Project',
      label: 'Look for ports again',
      icon: RotateCw,
      shortcut: 'r',
      perform: async (store) => void (await scan(store)),
    },
    {
      id: 'first-run.balance',
      group: 'Project',
      label: 'Balance the chosen ports',
      shortcut: 'enter',
      hidden: true,
      // A button, box or field with the focus answers to Enter by itself.
      isEnabled: () => document.activeElement === document.body,
      perform: submit,
    },
  ];
}
