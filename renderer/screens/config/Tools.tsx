import { ChevronDown, ChevronUp, Maximize2, Minimize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/IconButton.tsx';
import { Pane } from '../../components/Pane.tsx';
import { TabBar } from '../../components/TabBar.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { CompareTool } from './CompareTool.tsx';
import { type ConfigTool, selectConfigScreen, setConfigScreen } from './config-state.ts';
import { FetchTool } from './FetchTool.tsx';
import { countWords } from './findings.ts';
import { LintsTool } from './LintsTool.tsx';
import { ParityTool } from './ParityTool.tsx';
import styles from './Tools.module.css';

const TOOLS: Readonly<Record<ConfigTool, ReactNode>> = {
  lints: <LintsTool />,
  parity: <ParityTool />,
  fetch: <FetchTool />,
  compare: <CompareTool />,
};

/** Below the export: what is doubtful in it, whether a real Apache agrees, and what a page's answer looks like. */
export function Tools() {
  const store = useAppStore();
  const { tool, toolOpen, toolWide, findings } = useApp(selectConfigScreen);
  return (
    <div className={styles.tools} data-open={toolOpen} data-tool={tool}>
      {toolWide && <h1 className="sr-only">Checks</h1>}
      <Pane label="Checks">
        <TabBar
          label="Checks"
          value={tool}
          tabs={[
            {
              value: 'lints',
              label: 'Lints',
              extra: findings.length > 0 && <span className={styles.count}>{countWords(findings)}</span>,
            },
            { value: 'parity', label: 'Parity' },
            { value: 'fetch', label: 'Fetch once' },
            { value: 'compare', label: 'Other servers' },
          ]}
          onChange={(next) => setConfigScreen(store, { tool: next, toolOpen: true })}
          end={
            <>
              <IconButton
                label={toolWide ? 'Beside the configuration again' : 'Over the whole screen'}
                pressed={toolWide}
                onClick={() => setConfigScreen(store, { toolWide: !toolWide, toolOpen: true })}
              >
                {toolWide ? <Minimize2 size={13} /> : <Maximize2 size={13} />}
              </IconButton>
              {!toolWide && (
                <IconButton
                  label={toolOpen ? 'Fold the checks' : 'Unfold the checks'}
                  aria-expanded={toolOpen}
                  onClick={() => setConfigScreen(store, { toolOpen: !toolOpen })}
                >
                  {toolOpen ? <ChevronDown size={14} /> : <ChevronUp size={14} />}
                </IconButton>
              )}
            </>
          }
        >
          {toolOpen && TOOLS[tool]}
        </TabBar>
      </Pane>
    </div>
  );
}
