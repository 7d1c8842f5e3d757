import type { FieldList, Project } from '../contract/index.ts';
import { hostOf } from './places.ts';
import type { RequestStep, Sequence } from './steps.ts';

/** A request that our engine saw, as its history has it. */
export interface RecordedRequest {
  readonly site: string;
  readonly method: string;
  readonly target: string;
  readonly fields: FieldList;
  readonly bodyBytes: number;
}

/** RFC 9110 §9.2.1: what these ask for changes nothing. TRACE is left out: servers answer it themselves. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Bodies aren't kept; what is sent in their place is as long, up to here. */
const MOST_BODY_BYTES = 64 * 1024;

/**
 * Recorded traffic, once more, in its order. Of the fields only Host, Cookie and Upgrade are sent: nothing else decides,
 * and nobody's credentials go anywhere. Methods that change something are left out unless `allowUnsafe`; `skipped` is
 * how many requests can't be sent again.
 */
export function recordedSequence(
  project: Project,
  requests: readonly RecordedRequest[],
  allowUnsafe: boolean,
): { readonly sequence: Sequence; readonly skipped: number } {
  const steps = requests.flatMap((request): readonly RequestStep[] => {
    const site = project.sites.find(({ name }) => name === request.site);
    const allowed = allowUnsafe ? METHODS : SAFE_METHODS;
    if (site === undefined || !allowed.has(request.method) || !/^\/[\x21-\xff]*$/.test(request.target))
      return [];
    const valuesOf = (wanted: string) =>
      request.fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
    const cookies = valuesOf('cookie');
    return [
      {
        do: 'request',
        title: 'recorded',
        method: request.method,
        site: site.name,
        listen: site.listen,
        host: valuesOf('host')[0] ?? hostOf(site),
        target: request.target,
        cookie: cookies.length === 0 ? null : cookies.join('; '),
        client: null,
        body: request.bodyBytes === 0 ? null : 'x'.repeat(Math.min(request.bodyBytes, MOST_BODY_BYTES)),
        wish: null,
        upgrade: valuesOf('upgrade').length > 0,
      },
    ];
  });
  return { sequence: { group: 'recorded', steps }, skipped: requests.length - steps.length };
}
