import { useCallback, useEffect, useRef } from 'react';
import type { CommandParams } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';

type Pages = CommandParams<'user.layout'>['pages'];

/**
 * Places the native pages over the empty elements that stand for them. They lie over everything that the page draws,
 * so none is shown while `isCovered`. Gives the ref of each user's element.
 */
export function usePageLayout(isCovered: boolean): (userId: string) => (element: HTMLElement | null) => void {
  const store = useAppStore();
  const isOffered = useApp((state) => state.live.capabilities.embeddedTabs);
  const elements = useRef(new Map<string, HTMLElement>());
  const refs = useRef(new Map<string, (element: HTMLElement | null) => void>());
  const sent = useRef('');
  const place = useRef(() => {});
  const observer = useRef<ResizeObserver | null>(null);

  place.current = () => {
    if (!isOffered) return;
    const pages = isCovered ? [] : pagesOf(elements.current);
    const text = JSON.stringify(pages);
    if (text === sent.current) return;
    sent.current = text;
    void store.api.execute('user.layout', { pages });
  };

  // After every rendering: a banner that opens moves a page without changing what is observed.
  useEffect(() => place.current());

  useEffect(() => {
    const resized = new ResizeObserver(() => place.current());
    observer.current = resized;
    for (const element of elements.current.values()) resized.observe(element);
    const onResize = () => place.current();
    window.addEventListener('resize', onResize);
    return () => {
      observer.current = null;
      resized.disconnect();
      window.removeEventListener('resize', onResize);
      if (sent.current !== '') void store.api.execute('user.layout', { pages: [] });
    };
  }, [store]);

  return useCallback((userId) => {
    const known = refs.current.get(userId);
    if (known !== undefined) return known;
    const ref = (element: HTMLElement | null) => {
      const before = elements.current.get(userId);
      if (before !== undefined) observer.current?.unobserve(before);
      if (element === null) {
        elements.current.delete(userId);
        refs.current.delete(userId);
      } else {
        elements.current.set(userId, element);
        observer.current?.observe(element);
      }
    };
    refs.current.set(userId, ref);
    return ref;
  }, []);
}

function pagesOf(elements: ReadonlyMap<string, HTMLElement>): Pages {
  return [...elements].flatMap(([userId, element]) => {
    const { left: x, top: y, width, height } = element.getBoundingClientRect();
    return width < 1 || height < 1 ? [] : [{ userId, x, y, width, height }];
  });
}
