import { Tooltip } from 'radix-ui';
import { useState } from 'react';
import { ActionRegistryProvider, createActionRegistry } from '../actions/action-registry.tsx';
import { APP_ACTIONS } from '../actions/app-actions.ts';
import { memberActions } from '../actions/member-actions.ts';
import { sessionActions } from '../actions/session-actions.ts';
import { TRAFFIC_ACTIONS } from '../actions/traffic-actions.ts';
import { UPKEEP_ACTIONS } from '../actions/upkeep-actions.ts';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { userActions } from '../screens/browse/browse-actions.ts';
import { configActions } from '../screens/config/config-actions.ts';
import { rehearseActions } from '../screens/rehearse/rehearse-actions.ts';
import { replayActions } from '../screens/replay/replay-actions.ts';
import { Frame } from './Frame.tsx';
import { recentActions } from './recent-actions.ts';
import { screenActions } from './screen-actions.ts';

/** Long enough that moving across a bar doesn't flash, short enough to answer a question. */
const TOOLTIP_DELAY_MS = 500;

/** The whole window: providers, and the frame inside them. */
export function App() {
  const [registry] = useState(() => {
    const created = createActionRegistry();
    for (const source of [
      screenActions,
      () => APP_ACTIONS,
      () => UPKEEP_ACTIONS,
      () => TRAFFIC_ACTIONS,
      memberActions,
      sessionActions,
      userActions,
      configActions,
      replayActions,
      rehearseActions,
      recentActions,
    ]) {
      created.add(source, { keys: source !== sessionActions });
    }
    return created;
  });
  return (
    <ActionRegistryProvider registry={registry}>
      <Tooltip.Provider delayDuration={TOOLTIP_DELAY_MS}>
        <ErrorBoundary what="The window">
          <Frame />
        </ErrorBoundary>
      </Tooltip.Provider>
    </ActionRegistryProvider>
  );
}
