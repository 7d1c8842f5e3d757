import { useEffect, useState } from 'react';
import { visitFrom } from '../../../store/exchange-log.ts';
import { useAppStore } from '../../../store/store-context.tsx';
import { createRateMeter } from './rate-meter.ts';

/** Widths follow once a second: more often would be motion without news. */
const READ_EVERY_MS = 1000;

/** Requests of the last half minute by `rateKey`, for the widths of lines. */
export function useTopologyRates(): ReadonlyMap<string, number> {
  const store = useAppStore();
  const [rates, setRates] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    const meter = createRateMeter();
    let seen = 0;
    const read = () => {
      const { exchanges } = store.getState().live;
      visitFrom(exchanges, seen - exchanges.dropped, meter.count);
      seen = exchanges.dropped + exchanges.length;
      setRates((before) => {
        const after = meter.read(Date.now());
        return isEqual(before, after) ? before : after;
      });
    };
    read();
    const timer = setInterval(read, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [store]);
  return rates;
}

function isEqual(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
