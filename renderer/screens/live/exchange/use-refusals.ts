import { useEffect, useState } from 'react';
import type { ExchangeDetail } from '../../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../../store/store-context.tsx';

/**
 * Why the browser that asked refuses each Set-Cookie of the answer, in order (`cookie.judge`); null for those that it takes,
 * and for all of them until the answer is there.
 */
export function useRefusals(detail: ExchangeDetail): readonly (string | null)[] {
  const store = useAppStore();
  const isTls = useApp(
    (state) => state.config.project.sites.find(({ name }) => name === detail.site)?.tls === true,
  );
  const [refusals, setRefusals] = useState<readonly (string | null)[]>([]);
  useEffect(() => {
    let isWanted = true;
    setRefusals([]);
    const lines = valuesOf(detail.clientResponse?.fields ?? [], 'set-cookie');
    if (lines.length === 0) return;
    const [host = detail.site] = valuesOf(detail.clientRequest.fields, 'host');
    const [userAgent = ''] = valuesOf(detail.clientRequest.fields, 'user-agent');
    void store.api.execute('cookie.judge', { lines, host, isTls, userAgent }).then((result) => {
      if (isWanted && result.ok) setRefusals(result.value.refusals);
    });
    return () => {
      isWanted = false;
    };
  }, [detail, isTls, store]);
  return refusals;
}

function valuesOf(fields: ExchangeDetail['clientRequest']['fields'], wanted: string): string[] {
  return fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}
