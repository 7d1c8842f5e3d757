import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { AppState } from '../store/app-store.ts';
import type { Action } from './action.ts';

/** Gives the actions of one place for the state as it is. */
export type ActionSource = (state: AppState) => readonly Action[];

/** Who offers actions now: the app always, a screen while it is shown. */
export interface ActionRegistry {
  add(source: ActionSource): () => void;
  all(state: AppState): readonly Action[];
}

/** A registry that holds nothing yet. */
export function createActionRegistry(): ActionRegistry {
  const sources = new Set<ActionSource>();
  return {
    add(source) {
      sources.add(source);
      return () => sources.delete(source);
    },
    all: (state) => [...sources].flatMap((source) => actionsOf(source, state)),
  };
}

/** A source that throws has no actions; the keys of the others still work (STYLE.md §7.7). */
function actionsOf(source: ActionSource, state: AppState): readonly Action[] {
  try {
    return source(state);
  } catch (error) {
    console.error(error);
    return [];
  }
}

const RegistryContext = createContext<ActionRegistry | null>(null);

interface ActionRegistryProviderProps {
  readonly registry: ActionRegistry;
  readonly children: ReactNode;
}

/** Hands the registry to everything below. */
export function ActionRegistryProvider({ registry, children }: ActionRegistryProviderProps) {
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** The registry, for the palette, the key sheet and the key handler. */
export function useActionRegistry(): ActionRegistry {
  const registry = useContext(RegistryContext);
  if (registry === null) throw new Error('useActionRegistry needs an ActionRegistryProvider above it');
  return registry;
}

/**
 * Offers the actions of `source` while the component is shown. `source` should be stable (a module's function or
 * memoised), else it is added anew on each rendering.
 */
export function useActions(source: ActionSource): void {
  const registry = useActionRegistry();
  useEffect(() => registry.add(source), [registry, source]);
}
