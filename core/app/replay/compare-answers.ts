import type { MessageHead, ReplayDifference } from '../../contract/index.ts';

/** What of an answer is compared. */
export interface ComparedAnswer {
  readonly status: number;
  readonly head: MessageHead | null;
  /** The body as text; null where it is none, or was not kept. */
  readonly text: string | null;
  readonly bodyBytes: number;
}

/** Fields that differ between any two answers, whoever gives them. */
const VOLATILE = new Set([
  'date',
  'age',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-request-id',
  'server-timing',
  'set-cookie',
  'etag',
  'x-runtime',
  'expires',
]);
const MOST_LINE = 200;

/** In what two answers differ; empty when a user could not tell them apart. `routeCookies` are set by the balancer, not by members. */
export function compareAnswers(
  own: ComparedAnswer,
  other: ComparedAnswer,
  routeCookies: ReadonlySet<string>,
): readonly ReplayDifference[] {
  const differences: ReplayDifference[] = [];
  if (own.status !== other.status) {
    differences.push({ where: 'status', name: '', own: String(own.status), other: String(other.status) });
  }
  differences.push(
    ...compareFields(own.head, other.head),
    ...compareCookies(own.head, other.head, routeCookies),
  );
  const body = compareBodies(own, other);
  if (body !== null) differences.push(body);
  return differences;
}

function valuesOf(head: MessageHead | null): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of head?.fields ?? []) {
    const key = name.toLowerCase();
    if (VOLATILE.has(key)) continue;
    values.set(key, values.has(key) ? `${values.get(key)}, ${value}` : value);
  }
  return values;
}

function compareFields(own: MessageHead | null, other: MessageHead | null): readonly ReplayDifference[] {
  if (own === null || other === null) return [];
  const [here, there] = [valuesOf(own), valuesOf(other)];
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((name): readonly ReplayDifference[] => {
    const [one, two] = [here.get(name) ?? null, there.get(name) ?? null];
    return one === two ? [] : [{ where: 'field', name, own: cut(one), other: cut(two) }];
  });
}

function compareCookies(
  own: MessageHead | null,
  other: MessageHead | null,
  routeCookies: ReadonlySet<string>,
): readonly ReplayDifference[] {
  const [here, there] = [cookieNames(own), cookieNames(other)];
  return [...new Set([...here, ...there])].flatMap((name): readonly ReplayDifference[] => {
    if (routeCookies.has(name) || here.has(name) === there.has(name)) return [];
    return [
      {
        where: 'cookie',
        name,
        own: here.has(name) ? 'set to •••' : null,
        other: there.has(name) ? 'set to •••' : null,
      },
    ];
  });
}

/** Names of the cookies that an answer sets. */
export function cookieNames(head: MessageHead | null): ReadonlySet<string> {
  return new Set(
    (head?.fields ?? []).flatMap(([name, value]) =>
      /^set-cookie$/i.test(name) ? [value.split('=')[0]?.trim() ?? ''] : [],
    ),
  );
}

function compareBodies(own: ComparedAnswer, other: ComparedAnswer): ReplayDifference | null {
  if (own.text === null || other.text === null) {
    if (own.bodyBytes === other.bodyBytes) return null;
    return { where: 'body', name: '', own: `${own.bodyBytes} bytes`, other: `${other.bodyBytes} bytes` };
  }
  if (own.text === other.text) return null;
  const [here, there] = [own.text.split('\n'), other.text.split('\n')];
  const at = here.findIndex((line, index) => line !== there[index]);
  const index = at < 0 ? here.length : at;
  return {
    where: 'body',
    name: '',
    own: excerpt(here[index], there[index]),
    other: excerpt(there[index], here[index]),
  };
}

/** A line from a little before where it begins to differ. */
function excerpt(line: string | undefined, beside: string | undefined): string | null {
  if (line === undefined) return null;
  let start = 0;
  while (start < line.length && line[start] === beside?.[start]) start++;
  const from = Math.max(0, start - 30);
  return `${from > 0 ? '…' : ''}${cut(line.slice(from)) ?? ''}`;
}

function cut(text: string | null): string | null {
  return text !== null && text.length > MOST_LINE ? `${text.slice(0, MOST_LINE)}…` : text;
}
