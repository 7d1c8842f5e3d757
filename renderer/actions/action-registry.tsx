import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { AppState } from '../store/app-store.ts';
import type { Action } from './action.ts';

/** Gives the actions of one place for the state as it is. */
export type ActionSource = (state: AppState) => readonly Action[];

/** Who offers actions now: the app always, a screen while it is shown. */
export interface ActionRegistry {
  /** `keys`: false where none of them has one, so that each key that is pressed need not make them all anew. */
  add(source: ActionSource, options?: { readonly keys: boolean }): () => void;
  all(state: AppState): readonly Action[];
  /** The first that meets `isWanted`, of those that may have keys. */
  findKeyed(state: AppState, isWanted: (action: Action) => boolean): Action | undefined;
}

/** A registry that holds nothing yet. */
export function createActionRegistry(): ActionRegistry {
  const sources = new Map<ActionSource, boolean>();
  return {
    add(source, { keys } = { keys: true }) {
      sources.set(source, keys);
      return () => sources.delete(source);
    },
    all: (state) => [...sources.keys()].flatMap((source) => actionsOf(source, state)),
    findKeyed(state, isWanted) {
      for (const [source, hasKeys] of sources) {
        const found = hasKeys ? actionsOf(source, state).find(isWanted) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    },
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
