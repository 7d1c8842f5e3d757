import {
  REQUEST_METHODS,
  type RehearsalRequest,
  type RequestMethod,
  requestPathSchema,
} from '../../../core/contract/index.ts';

/** A journey that was read, or the first line that is none. */
export type JourneyRead =
  | { readonly ok: true; readonly requests: readonly RehearsalRequest[] }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/**
 * A journey from text, one request a line: a path, or a method and a path, and after a blank a body: `POST /login user=anna`.
 * Empty lines count for nothing. Fields of requests that stand at the same place and are otherwise the same are kept from
 * `known`: text has no room for them.
 */
export function readJourney(text: string, known: readonly RehearsalRequest[] = []): JourneyRead {
  const requests: RehearsalRequest[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    const method = REQUEST_METHODS.find((each) => each === word?.toUpperCase());
    const [, path = '', body = ''] = /^(\S*)\s*(.*)$/.exec(method === undefined ? line : rest) ?? [];
    if (!requestPathSchema.safeParse(path).success) {
      const problem = path.startsWith('/')
        ? `“${path}” is no path`
        : 'a path begins with a slash, such as /cart';
      return { ok: false, line: index + 1, problem };
    }
    requests.push(requestOf(method ?? 'GET', path, body, known[requests.length]));
  }
  return { ok: true, requests };
}

/** A journey as text that `readJourney` reads back. */
export function journeyText(requests: readonly RehearsalRequest[]): string {
  return requests
    .map(({ method = 'GET', path, body }) =>
      [method === 'GET' && body === undefined ? '' : method, path, body ?? '']
        .filter((part) => part !== '')
        .join(' '),
    )
    .join('\n');
}

/** A journey in a few words: `/ and 3 more`. */
export function journeyWords(requests: readonly RehearsalRequest[]): JourneyWords {
  const [first] = requests;
  if (first === undefined) return { first: 'nothing yet', more: '' };
  const name = `${first.method === undefined ? '' : `${first.method} `}${first.path}`;
  return { first: name, more: requests.length === 1 ? '' : ` and ${requests.length - 1} more` };
}

/** A journey in one line: where there is no room its first request is cut, never how many more there are. */
export interface JourneyWords {
  readonly first: string;
  readonly more: string;
}

function requestOf(
  method: RequestMethod,
  path: string,
  body: string,
  known: RehearsalRequest | undefined,
): RehearsalRequest {
  const made: RehearsalRequest = {
    ...(method === 'GET' ? {} : { method }),
    path,
    ...(body === '' ? {} : { body }),
  };
  const isSame = known?.path === path && (known.method ?? 'GET') === method;
  return isSame && known.headers !== undefined ? { ...made, headers: known.headers } : made;
}
