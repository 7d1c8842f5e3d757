import * as z from 'zod';
import {
  MOST_REQUEST_BODY_CHARACTERS,
  REQUEST_METHODS,
  requestHeadersSchema,
  requestPathSchema,
} from './request-schema.ts';

/** Bounds of a rehearsal: what one machine can play beside its backends without the players being the bottleneck. */
export const REHEARSAL_LIMITS = {
  users: 500,
  durationSeconds: 3600,
  steps: 100,
  requests: 200,
} as const;

/** What a step of a script does to a member, to the sessions of a route, or to a setting. */
export const STEP_KINDS = [
  'outage',
  'return',
  'drain',
  'undrain',
  'disable',
  'enable',
  'retry-now',
  'move',
  'set',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

const hinted = (message: string, hint: string) => ({ message, params: { hint } });

const seconds = (what: string, least: number, most: number) =>
  z
    .number({ error: () => ({ message: `${what} must be a number of seconds` }) })
    .refine(
      (value) => value >= least && value <= most,
      hinted(`${what} must be ${least} to ${most}`, 'Write seconds, such as 2.5.'),
    );

const count = (what: string, least: number, most: number) =>
  z
    .int({ error: () => ({ message: `${what} must be a whole number` }) })
    .refine(
      (value) => value >= least && value <= most,
      hinted(`${what} must be ${least} to ${most}`, `Write a whole number from ${least} to ${most}.`),
    );

const line = (what: string, most = 255) =>
  z
    .string()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
    .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), {
      ...hinted(
        `${what} holds a control character`,
        'Remove line breaks, tabs and other control characters.',
      ),
    })
    .refine(
      (value) => value !== '' && value.length <= most,
      hinted(`${what} must have 1 to ${most} characters`, 'Give it a value, or leave the key out.'),
    );

const requestSchema = z.strictObject({
  method: z.enum(REQUEST_METHODS).optional(),
  path: requestPathSchema,
  headers: requestHeadersSchema.optional(),
  /** Sent as it stands; a form's fields unless `headers` name another Content-Type. */
  body: z.string().max(MOST_REQUEST_BODY_CHARACTERS).optional(),
});

const WITH_MEMBER: ReadonlySet<StepKind> = new Set([
  'outage',
  'return',
  'drain',
  'undrain',
  'disable',
  'enable',
  'retry-now',
]);

/** The settings that a step may change while it runs, as the project file writes them. */
const stepSettings = z
  .strictObject({
    retry: count('retry', 0, 86_400).optional(),
    loadfactor: z.number().min(1).max(100).optional(),
    lbset: count('lbset', 0, 99).optional(),
  })
  .refine((set) => Object.keys(set).length > 0, hinted('nothing to set', 'Write "set": { "retry": 5 }.'));

const stepSchema = z
  .strictObject({
    /** Seconds after the start. */
    at: seconds('at', 0, REHEARSAL_LIMITS.durationSeconds),
    do: z.enum(STEP_KINDS),
    /** The member's URL or its route; `*` for all (only with `set`). */
    member: line('member', 400).optional(),
    /** Absent: the balancer behind the site. */
    balancer: line('balancer').optional(),
    /** `move`: the route that the users' sessions leave. */
    from: line('from').optional(),
    /** `move`: the route that they get; null has them balanced anew. */
    to: line('to').nullable().optional(),
    set: stepSettings.optional(),
  })
  .superRefine((step, context) => {
    const wrong = (key: string, message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [key], message, params: { hint } });
    if ((WITH_MEMBER.has(step.do) || step.do === 'set') && step.member === undefined)
      wrong('member', `"${step.do}" needs a member`, 'Add "member": its route, such as "2", or its URL.');
    if (step.member === '*' && step.do !== 'set')
      wrong(
        'member',
        `"${step.do}" is for one member`,
        'Name its route or URL; add a step for each other one.',
      );
    if (step.do === 'move' && step.from === undefined)
      wrong('from', '"move" needs the route to leave', 'Add "from": "1" and "to": "2", or "to": null.');
    if (step.do === 'move' && step.to === undefined)
      wrong('to', '"move" needs the route to go to', 'Add "to": "2", or null to have them balanced anew.');
    if (step.do === 'set' && step.set === undefined)
      wrong('set', '"set" needs settings', 'Add "set": { "retry": 5 }.');
  });

/** How it is told that an application has lost a session. Absent keys: learned from its cookies. */
const sessionSchema = z.strictObject({
  /** Names of the application's session cookies. */
  cookies: z.array(line('a cookie name')).min(1).max(8).optional(),
  /** An answer that holds this text means that the session was lost, such as `Please sign in`. */
  lostText: line('lostText', 500).optional(),
  /** What stands between two texts of an answer must stay the same for a user, such as a number of items. */
  marker: z.strictObject({ after: line('after', 500), before: line('before', 500) }).optional(),
});

/** What may happen without the rehearsal failing; absent: nothing may be lost and nothing may fail. */
const allowSchema = z.strictObject({
  lost: count('lost', 0, REHEARSAL_LIMITS.users).optional(),
  errors: count('errors', 0, Number.MAX_SAFE_INTEGER).optional(),
  moved: count('moved', 0, REHEARSAL_LIMITS.users).optional(),
  /** Seconds until the last user of a lost member was answered again. */
  recover: seconds('recover', 0, REHEARSAL_LIMITS.durationSeconds).optional(),
});

/** A rehearsal as its file says it (`*.rehearsal.json`). Times are seconds. */
export const rehearsalSchema = z
  .strictObject({
    version: z.literal(1, { error: 'must be 1' }),
    name: line('name', 100),
    /** Which site the users visit; absent: the first. */
    site: line('site').optional(),
    users: count('users', 1, REHEARSAL_LIMITS.users),
    /** Seconds within which the users arrive, one after another; absent: a tenth of the duration. */
    arriveWithin: seconds('arriveWithin', 0, REHEARSAL_LIMITS.durationSeconds).optional(),
    duration: seconds('duration', 1, REHEARSAL_LIMITS.durationSeconds),
    /** Seconds between an answer and the user's next request: by chance between the two. */
    think: z.strictObject({ from: seconds('from', 0.02, 600), to: seconds('to', 0.02, 600) }),
    /** Asked for once by each user, before the others: a log-in. */
    begin: z.array(requestSchema).max(REHEARSAL_LIMITS.requests).optional(),
    /** Asked for in turn, from the first again after the last. */
    requests: z.array(requestSchema).min(1).max(REHEARSAL_LIMITS.requests),
    seed: count('seed', 0, 4_294_967_295).optional(),
    session: sessionSchema.optional(),
    steps: z.array(stepSchema).max(REHEARSAL_LIMITS.steps),
    allow: allowSchema.optional(),
  })
  .superRefine((file, context) => {
    const wrong = (path: (string | number)[], message: string, hint: string) =>
      context.addIssue({ code: 'custom', path, message, params: { hint } });
    if (file.think.to < file.think.from)
      wrong(['think', 'to'], 'to is less than from', `Write ${file.think.from} or more.`);
    if ((file.arriveWithin ?? 0) > file.duration)
      wrong(['arriveWithin'], 'the users would arrive after the end', `Write ${file.duration} or less.`);
    file.steps.forEach((step, index) => {
      if (step.at <= file.duration) return;
      wrong(['steps', index, 'at'], 'the step is after the end', `Write ${file.duration} or less.`);
    });
  });
