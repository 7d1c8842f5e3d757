import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { AppState, AppStore } from './app-store.ts';

const StoreContext = createContext<AppStore | null>(null);

interface StoreProviderProps {
  readonly store: AppStore;
  readonly children: ReactNode;
}

/** Hands the store to everything below. */
export function StoreProvider({ store, children }: StoreProviderProps) {
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself, for commands and for `setUi`; never for reading while rendering. */
export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('useAppStore needs a StoreProvider above it');
  return store;
}

/** A value of the state. `select` must give the same object while nothing changed (STYLE.md §9.5). */
export function useApp<Value>(select: (state: AppState) => Value): Value {
  return useStore(useAppStore(), select);
}

/** Like `useApp`, for selectors that build an array or object of parts that are stable themselves. */
export function useAppShallow<Value>(select: (state: AppState) => Value): Value {
  return useStore(useAppStore(), useShallow(select));
}
