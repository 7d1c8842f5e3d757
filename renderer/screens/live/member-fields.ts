import {
  HC_METHODS,
  type Member,
  memberSchema,
  type Problem,
  problemsOf,
} from '../../../core/contract/index.ts';

/** How a member's setting is edited. `fallback` is Apache's default, shown while nothing is set. */
export interface MemberField {
  readonly key: Exclude<keyof Member, 'url' | 'status'>;
  readonly kind: 'text' | 'number' | 'switch' | 'choice';
  readonly fallback: string;
  readonly note: string;
  readonly choices?: readonly string[];
}

/** The settings by the question they answer, in Apache's words. */
export const MEMBER_FIELDS: readonly { readonly title: string; readonly fields: readonly MemberField[] }[] = [
  {
    title: 'Who gets it',
    fields: [
      {
        key: 'route',
        kind: 'text',
        fallback: 'none',
        note: 'what the cookie names; none: no session sticks',
      },
      { key: 'loadfactor', kind: 'number', fallback: '1', note: 'share of new sessions, 1 to 100' },
      { key: 'lbset', kind: 'number', fallback: '0', note: 'lower sets are used first' },
      { key: 'redirect', kind: 'text', fallback: 'none', note: 'route to use while this one is unusable' },
    ],
  },
  {
    title: 'When it fails',
    fields: [
      { key: 'retry', kind: 'number', fallback: '60', note: 'seconds in error before the next try' },
      { key: 'timeout', kind: 'number', fallback: '60', note: 'seconds to wait for an answer' },
      {
        key: 'connectiontimeout',
        kind: 'number',
        fallback: 'timeout',
        note: 'seconds to wait for a connection',
      },
      { key: 'ping', kind: 'number', fallback: 'off', note: 'seconds to wait for 100-continue' },
    ],
  },
  {
    title: 'Connections',
    fields: [
      { key: 'max', kind: 'number', fallback: 'no bound', note: 'most connections at once' },
      { key: 'acquire', kind: 'number', fallback: 'no wait', note: 'seconds to wait for a free one' },
      { key: 'disablereuse', kind: 'switch', fallback: '', note: 'close after each request' },
      { key: 'upgrade', kind: 'text', fallback: 'none', note: 'websocket, or ANY' },
      { key: 'responsefieldsize', kind: 'number', fallback: '8192', note: 'bytes of one response field' },
    ],
  },
  {
    title: 'Health check',
    fields: [
      {
        key: 'hcmethod',
        kind: 'choice',
        fallback: 'None',
        note: 'what is asked, besides real requests',
        choices: HC_METHODS,
      },
      { key: 'hcuri', kind: 'text', fallback: 'none', note: 'the path that is asked for' },
      { key: 'hcinterval', kind: 'number', fallback: '30', note: 'seconds between two checks' },
      { key: 'hcpasses', kind: 'number', fallback: '1', note: 'passes until it is healthy again' },
      { key: 'hcfails', kind: 'number', fallback: '1', note: 'failures until it is unhealthy' },
    ],
  },
];

/** Flags that a person sets; E and C are observed, never set. */
export const MEMBER_FLAGS = [
  { letter: 'N', label: 'Drain', note: 'keeps its sessions, gets no new ones' },
  { letter: 'D', label: 'Disabled', note: 'takes nothing' },
  { letter: 'S', label: 'Stopped', note: 'takes nothing and is not retried' },
  { letter: 'H', label: 'Hot standby', note: 'only when nobody else is left' },
  { letter: 'R', label: 'Hot spare', note: 'replaces one that is unusable' },
  { letter: 'I', label: 'Ignore errors', note: 'is never marked in error' },
] as const;

/** What is in the fields: texts, and true/false for switches. */
export type MemberDraft = Readonly<Record<string, string | boolean>>;

/** The fields filled with a member's settings; unset ones are ''. */
export function draftOfMember(member: Member): MemberDraft {
  const fields = MEMBER_FIELDS.flatMap(({ fields: some }) => some);
  return Object.fromEntries(
    fields.map(({ key, kind }) => [
      key,
      kind === 'switch' ? member[key] === true : String(member[key] ?? ''),
    ]),
  );
}

/** The edit that a draft means: what changed, null for what was emptied; and every problem by key. */
export interface MemberEdit {
  readonly patch: Readonly<Record<string, unknown>>;
  readonly problems: ReadonlyMap<string, Problem>;
}

/** Compares a draft and its flags with the member and checks the outcome as the project file would be. */
export function editOfDraft(member: Member, draft: MemberDraft, status: string | undefined): MemberEdit {
  const patch: Record<string, unknown> = {};
  for (const { key, kind } of MEMBER_FIELDS.flatMap(({ fields }) => fields)) {
    const value = valueFrom(kind, draft[key] ?? '');
    if (value !== (member[key] ?? null)) patch[key] = value;
  }
  if (status !== member.status) patch.status = status ?? null;
  const after = Object.fromEntries(
    Object.entries({ ...member, ...patch }).filter(([, value]) => value !== null && value !== undefined),
  );
  const parsed = memberSchema.safeParse(after);
  const problems = parsed.success ? [] : problemsOf(parsed.error.issues, after);
  return {
    patch,
    problems: new Map(problems.map((problem) => [problem.path.replace(/^\$\./, ''), problem])),
  };
}

/** null: not set. A number that isn't one is handed on as text, for the schema to say so. */
function valueFrom(kind: MemberField['kind'], drafted: string | boolean): unknown {
  if (typeof drafted === 'boolean') return drafted ? true : null;
  const text = drafted.trim();
  if (text === '' || (kind === 'choice' && text === 'None')) return null;
  if (kind !== 'number') return text;
  const number = Number(text.replace(',', '.'));
  return Number.isNaN(number) ? text : number;
}
