import type { Engine } from '../engine/engine-api.ts';
import type { RecordedRequest } from '../parity/index.ts';

/** More would take minutes beside a real Apache. */
const MOST_REQUESTS = 2000;

/** The newest requests of the history, oldest first, as they came. */
export function recordedRequests(engine: Engine): readonly RecordedRequest[] {
  return engine.exchanges(MOST_REQUESTS).flatMap(({ id, site, method, url }): readonly RecordedRequest[] => {
    const detail = engine.exchange(id);
    if (detail === undefined) return [];
    const { fields } = detail.clientRequest;
    return [{ site, method, target: url, fields, bodyBytes: detail.requestBodyBytes }];
  });
}
