import { Columns3, Ellipsis, FileDown, FileUp, KeyRound } from 'lucide-react';
import { memo } from 'react';
import { runCommand } from '../../../actions/run-command.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { Menu, type MenuEntry } from '../../../components/Menu.tsx';
import { count } from '../../../format/numbers.ts';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { useApp, useAppStore } from '../../../store/store-context.tsx';
import { COLUMN_IDS, COLUMNS, FIRST_CHOICE, withShown } from './columns.ts';
import { chooseRecording, exportHar, exportHarOf } from './har-files.ts';
import type { Columns } from './use-columns.ts';

interface TrafficToolsProps {
  readonly columns: Columns;
  /** What an export takes now: the rows that the filter lets through, and the ids of those that are selected. */
  readonly exported: () => { readonly shown: ExchangeLog; readonly selected: readonly number[] };
  readonly isFiltering: boolean;
  readonly isRecording: boolean;
}

/** Which columns there are, and what becomes of the list as a whole. */
export const TrafficTools = memo(function TrafficTools(props: TrafficToolsProps) {
  const { columns, exported, isFiltering, isRecording } = props;
  const store = useAppStore();
  const keepsBodies = useApp((state) => state.live.recordsBodies);
  const { choice, change } = columns;
  const isShown = new Set(columns.shown.map(({ id }) => id));
  const entries = (): readonly MenuEntry[] => {
    const { shown, selected } = exported();
    const what = isFiltering ? `the ${count(shown.length)} shown` : `all ${count(shown.length)}`;
    const canExport = shown.length > 0 && !isRecording;
    return [
      {
        label: `Export ${what} as HAR…`,
        detail: 'masked',
        icon: <FileDown size={13} />,
        disabled: !canExport,
        onSelect: () => void exportHar(store, shown, false),
      },
      {
        label: `Export ${what} with secrets…`,
        detail: 'as they were',
        icon: <KeyRound size={13} />,
        disabled: !canExport,
        onSelect: () => void exportHar(store, shown, true),
      },
      {
        label:
          selected.length > 1
            ? `Export the ${count(selected.length)} selected…`
            : 'Export the selected request…',
        detail: 'masked',
        icon: <FileDown size={13} />,
        disabled: selected.length === 0 || isRecording,
        onSelect: () => void exportHarOf(store, selected, false),
      },
      {
        label: selected.length > 1 ? 'Export them with secrets…' : 'Export it with secrets…',
        detail: 'as they were',
        icon: <KeyRound size={13} />,
        disabled: selected.length === 0 || isRecording,
        onSelect: () => void exportHarOf(store, selected, true),
      },
      'separator',
      {
        label: 'Open a HAR to look at…',
        icon: <FileUp size={13} />,
        onSelect: () => chooseRecording(store),
      },
      'separator',
      {
        label: 'Keep bodies from now on',
        detail: 'the first 64 KB',
        checked: keepsBodies,
        onSelect: async () => {
          const done = await runCommand(store, 'recording.set', { bodies: !keepsBodies });
          if (done.ok) await store.refresh();
        },
      },
    ];
  };
  return (
    <>
      <Menu
        trigger={
          <IconButton label="Columns">
            <Columns3 size={13} />
          </IconButton>
        }
        entries={[
          ...COLUMN_IDS.map((id) => ({
            id,
            label: COLUMNS[id].label,
            checked: isShown.has(id),
            disabled: id === 'path',
            onSelect: () => change(withShown(choice, id, !isShown.has(id))),
          })),
          'separator' as const,
          { label: 'Reset columns', onSelect: () => change(FIRST_CHOICE) },
        ]}
      />
      <Menu
        trigger={
          <IconButton label="Export, import and recording">
            <Ellipsis size={13} />
          </IconButton>
        }
        entries={entries}
      />
    </>
  );
});
