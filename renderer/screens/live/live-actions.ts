import { ArrowDownToLine, Filter, ListFilter, MessageCircleQuestion, Pause, Send, X } from 'lucide-react';
import type { RefObject } from 'react';
import type { Action } from '../../actions/action.ts';
import { sendAgain } from './exchange/send-again.ts';
import { closeRecording } from './traffic/har-files.ts';
import type { TrafficListHandle } from './traffic/TrafficList.tsx';

/** What the keys of the Live screen do, beside those of the whole window. */
export function liveActions(list: RefObject<TrafficListHandle | null>): readonly Action[] {
  return [
    {
      id: 'filter.focus',
      group: 'Traffic',
      label: 'Filter the traffic',
      icon: ListFilter,
      shortcut: '/',
      perform: (store) => store.setUi(({ filterFocusCount }) => ({ filterFocusCount: filterFocusCount + 1 })),
    },
    {
      id: 'filter.moved',
      group: 'Traffic',
      label: 'Show only what moved',
      keywords: 'failover filter',
      icon: Filter,
      perform: (store) => store.setUi({ filterText: 'moved:yes', filterDraft: '' }),
    },
    {
      id: 'filter.clear',
      group: 'Traffic',
      label: 'Remove every filter',
      icon: X,
      isEnabled: ({ ui }) => ui.filterText !== '' || ui.filterDraft !== '',
      perform: (store) => store.setUi({ filterText: '', filterDraft: '' }),
    },
    {
      id: 'exchange.next',
      group: 'Traffic',
      label: 'Next request',
      shortcut: 'j',
      hidden: true,
      perform: () => list.current?.move(1),
    },
    {
      id: 'exchange.previous',
      group: 'Traffic',
      label: 'Previous request',
      shortcut: 'k',
      hidden: true,
      perform: () => list.current?.move(-1),
    },
    {
      id: 'traffic.follow',
      group: 'Traffic',
      label: 'Follow the newest request',
      icon: ArrowDownToLine,
      shortcut: 'f',
      perform: (store) => store.setUi({ following: true, pausedLog: null }),
    },
    {
      id: 'traffic.pause',
      group: 'Traffic',
      label: 'Pause or resume the list',
      icon: Pause,
      shortcut: 'space',
      perform: (store) =>
        store.setUi(({ pausedLog }) => ({
          pausedLog: pausedLog === null ? store.getState().live.exchanges : null,
        })),
    },
    {
      id: 'details.why',
      group: 'Traffic',
      label: 'Why did it go there?',
      icon: MessageCircleQuestion,
      shortcut: 'w',
      isEnabled: ({ ui }) => ui.selectedExchangeId !== null,
      perform: (store) => store.setUi({ detailTab: 'why' }),
    },
    {
      id: 'exchange.resend',
      group: 'Traffic',
      label: 'Send the selected request again',
      keywords: 'replay repeat',
      icon: Send,
      shortcut: 'r',
      isEnabled: ({ ui }) => ui.selectedExchangeId !== null && ui.recording === null,
      perform: (store) => {
        const { selectedExchangeId } = store.getState().ui;
        return selectedExchangeId === null ? undefined : sendAgain(store, selectedExchangeId);
      },
    },
    {
      id: 'selection.clear',
      group: 'Traffic',
      label: 'Close what was opened last',
      shortcut: 'escape',
      hidden: true,
      isEnabled: ({ ui }) =>
        ui.overlay !== null ||
        ui.selectedExchangeId !== null ||
        ui.selectedMember !== null ||
        ui.recording !== null,
      perform: (store) => {
        // What was opened last goes first: adding a member, then the details, then the selected member.

        const { overlay, selectedExchangeId, selectedMember } = store.getState().ui;
        if (overlay !== null) store.setUi({ overlay: null });
        else if (selectedExchangeId !== null) store.setUi({ selectedExchangeId: null });
        else if (selectedMember !== null) store.setUi({ selectedMember: null });
        else closeRecording(store);
      },
    },
  ];
}
