import { type ComponentType, useEffect, useState } from 'react';

const loaders = new Set<() => Promise<unknown>>();

/**
 * A component whose code is read when it is first shown, or before: `loadParts` reads what is left once the window is usable.
 * Until then nothing is drawn in its place; afterwards it is there in the same rendering, which `React.lazy` would not do.
 * Code that can't be read is thrown to the boundary around it.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let Loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const loadOnce = () => {
    loading ??= load().then(
      (component) => {
        Loaded = component;
      },
      (error: unknown) => {
        // Asked for again the next time: a browser's server may have been away.
        loading = null;
        throw error;
      },
    );
    return loading;
  };
  loaders.add(loadOnce);
  // biome-ignore lint/correctness/noComponentHookFactories: as in React.lazy, which is called once for each, at a module's top
  return function LazyPart(props: Props) {
    const [, setIsLoaded] = useState(Loaded !== null);
    const [failure, setFailure] = useState<unknown>(null);
    useEffect(() => {
      if (Loaded === null)
        loadOnce().then(
          () => setIsLoaded(true),
          (error: unknown) => setFailure(error),
        );
    }, []);
    if (failure !== null) throw failure;
    return Loaded === null ? null : <Loaded {...props} />;
  };
}

/** Reads the code of every part that has not been shown yet. What can't be read now is read when it is shown. */
export async function loadParts(): Promise<void> {
  for (const load of loaders) await load().catch(() => undefined);
}
