import * as z from 'zod';
import { type BroadcastResults, broadcastSchemas } from './broadcast-commands.ts';
import type { TargetComparison } from './comparison.ts';
import type { CookieDecoding } from './cookie-decoding.ts';
import type { Explanation } from './decision-record.ts';
import type { ExchangeDetail, ExchangeSummary } from './exchange.ts';
import { EXPORT_FORMATS, type RenderedExport } from './export.ts';
import type { FetchView } from './fetch.ts';
import { IMPORT_FORMATS, type ImportedProject } from './import.ts';
import type { Finding } from './lint.ts';
import type { ProjectChanges } from './live-edit.ts';
import { STATUS_LETTERS } from './member-status.ts';
import type { ParityView } from './parity.ts';
import type { Project } from './project.ts';
import {
  MOST_HAR_CHARACTERS,
  type RecordingResults,
  recordingSchemas,
  saveSchema,
} from './recording-commands.ts';
import type { RehearsalScenario, RehearsalView } from './rehearsal.ts';
import type { Rehearsal, RehearsalRequest } from './rehearsal-file.ts';
import type { ReplayView } from './replay.ts';
import type { Result, Trouble } from './result.ts';
import { DETECTORS, type FindingsView } from './traffic-finding.ts';
import type { DemoBackendView, ListeningPort, ProjectFileView, Snapshot, UserView } from './views.ts';

const memberRef = { balancer: z.string(), member: z.string() };
const nothing = z.strictObject({});
const rect = z.strictObject({
  userId: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});

/** A configuration that is pasted or dropped; more would not fit through the window's WebSocket (4 MB) as JSON. */
const MOST_IMPORT_CHARACTERS = 1024 * 1024;

/**
 * The parameters of every command that the core answers, as schemas: the one list that handlers, IPC, the UI's
 * WebSocket and their clients are derived from. Names are `noun.verb` (STYLE.md §3).
 */
const coreSchemas = () => ({
  'snapshot.get': nothing,
  /** Replaces the whole project, live. `project` is checked like a file; nothing is half-applied. */
  'project.apply': z.strictObject({
    project: z.unknown(),
    /** What the edit is called in "Undo …"; absent: worked out from the changes. */
    label: z.string().max(200).optional(),
    /** Refused with `stale-revision` when the project has moved on meanwhile. */
    baseRevision: z.int().optional(),
  }),
  'project.check': z.strictObject({ project: z.unknown() }),
  /**
   * What is legal and will not do what its author means (core/formats/lints), of a draft or of the live project, with
   * what its traffic showed. A finding's mend is applied with `applyMend` and `project.apply`.
   */
  'project.lint': z.strictObject({ project: z.unknown().optional() }),
  'project.undo': nothing,
  'project.redo': nothing,
  /** Opens or closes every listener, without losing pins or counters. */
  'balancing.set': z.strictObject({ on: z.boolean() }),
  'member.add': z.strictObject({ balancer: z.string(), member: z.unknown() }),
  /** Changes some keys of a member; null removes a key. */
  'member.edit': z.strictObject({ ...memberRef, patch: z.record(z.string(), z.unknown()) }),
  'member.remove': z.strictObject(memberRef),
  'member.set-flag': z.strictObject({ ...memberRef, flag: z.enum(STATUS_LETTERS), on: z.boolean() }),
  'member.simulate-outage': z.strictObject({ ...memberRef, on: z.boolean() }),
  'member.retry-now': z.strictObject(memberRef),
  'session.forget': z.strictObject({ sessionId: z.string() }),
  /** Moves a session by hand: its next request goes to `route` and its cookie follows. `balancer` may be left out where it is clear. */
  'session.pin': z.strictObject({
    sessionId: z.string(),
    balancer: z.string().optional(),
    route: z.string().min(1).max(256),
  }),
  /** Takes a session's pin off: its next request is balanced anew. */
  'session.unpin': z.strictObject({ sessionId: z.string(), balancer: z.string().optional() }),
  /** Moves every session of a route to another one (null: has them balanced anew), and drains the route where asked. */
  'session.move-all': z.strictObject({
    balancer: z.string().optional(),
    from: z.string().min(1).max(256),
    to: z.string().min(1).max(256).nullable(),
    drain: z.boolean().optional(),
  }),
  /**
   * Has an ordinary browser forget this site: its next page is asked for without cookies, balanced anew, and its answer
   * expires every cookie that the request carried. The session stays listed; until then `isResetting` says that it is
   * awaited, and `cancel` takes it back. Only where tabs are followed (else `not-available`); users of the window have
   * `user.forget-all`. What it can't do, and a person should be told: cookies of other paths, partitioned ones, local
   * storage, caches and service workers stay; cookies ignore ports, so those of other applications on the same host
   * name go as well. One step of undo, which helps as long as that page has not come.
   */
  'session.reset': z.strictObject({ sessionId: z.string(), cancel: z.boolean().optional() }),
  /** The same for every session that is pinned to a route and can be reset; says how many. */
  'session.reset-all': z.strictObject({
    balancer: z.string().optional(),
    route: z.string().min(1).max(256),
    cancel: z.boolean().optional(),
  }),
  'finding.list': nothing,
  /** Mutes one finding, or (`on: false`) tells of it again. */
  'finding.mute': z.strictObject({ findingId: z.string().max(20), on: z.boolean() }),
  /** Mutes everything that one detector finds, now and later in this run. */
  'detector.mute': z.strictObject({ detector: z.enum(DETECTORS), on: z.boolean() }),
  'exchange.get': z.strictObject({ id: z.int() }),
  /** Exchanges older than `beforeId`, newest last. */
  'exchange.list': z.strictObject({ beforeId: z.int().optional(), limit: z.int().min(1).max(5000) }),
  'exchange.clear': nothing,
  ...recordingSchemas(),
  /** `comments`: those that teach, on unless switched off; what had to be left out is said without them too. */
  'export.render': z.strictObject({ format: z.enum(EXPORT_FORMATS), comments: z.boolean().optional() }),
  /** What each server that the project can be exported to would do with it, behaviour by behaviour. */
  'targets.compare': nothing,
  /**
   * Asks whether state is shared: every request of a session, or the ones named, once on its own route and once on
   * `route`, the answers compared; without `route` once more, compared with the recorded answer. Methods that may change
   * something are left out unless `allowUnsafe`, and then sent once. replay.progressed and replay.finished tell how it goes.
   */
  'replay.start': z.strictObject({
    sessionId: z.string().optional(),
    exchangeIds: z.array(z.int()).min(1).max(500).optional(),
    route: z.string().min(1).max(256).optional(),
    allowUnsafe: z.boolean().optional(),
    /** The text of an HTTP Archive: its requests instead of the history's. */
    recording: z.string().max(MOST_HAR_CHARACTERS).optional(),
  }),
  /** A replay with its rows, by default the last one; ids and the like are masked unless `secrets` is asked for. */
  'replay.get': z.strictObject({ id: z.string().optional(), secrets: z.boolean().optional() }),
  'replay.cancel': nothing,
  /**
   * A project from a configuration's text, for review: nothing is applied. Include lines are listed and not followed.
   * `fileName` is what notes call the text by. Without `format` the
   * text says whose it is.
   */
  'config.import': z.strictObject({
    format: z.enum(IMPORT_FORMATS).optional(),
    text: z.string().max(MOST_IMPORT_CHARACTERS),
    fileName: z.string().max(255).optional(),
  }),
  /**
   * What each known balancer would make of a cookie, a Cookie field or Set-Cookie lines, and which member of the project
   * that is. `keys`: secrets to try (HAProxy's dynamic-cookie-key, Caddy's secret); they are used and forgotten.
   */
  'cookie.decode': z.strictObject({
    text: z.string().max(65_536),
    keys: z.array(z.string().max(1000)).max(10).optional(),
  }),
  'decision.explain': z.strictObject({
    balancer: z.string().optional(),
    cookie: z.string().max(65_536).optional(),
    url: z.string().max(65_536).optional(),
  }),
  /** Compares the project with a real Apache, beside what runs: parity.progressed and parity.finished tell how it goes. */
  'parity.start': z.strictObject({
    /** Requests by chance, besides the table of cases; default 200. */
    requests: z.int().min(0).max(100_000).optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    /** Sends the recorded traffic once more, too. */
    recorded: z.boolean().optional(),
    /** Recorded methods that change something, too; only stand-ins get them. */
    allowUnsafe: z.boolean().optional(),
  }),
  /** The rows from index `from` (default 0) of a comparison, by default the last one. */
  'parity.get': z.strictObject({ id: z.string().optional(), from: z.int().min(0).optional() }),
  'parity.cancel': z.strictObject({ id: z.string().optional() }),
  /** The rehearsals that are offered ready made, fitted to the project as it stands. */
  'rehearsal.scenarios': nothing,
  /** A rehearsal from data, checked, and that the project has the members it names. */
  'rehearsal.check': z.strictObject({ rehearsal: z.unknown() }),
  /**
   * Has virtual users visit a site of ours that listens on this machine while a script takes members away. Steps change
   * what runs and never the project; all of it is taken back at the end. One at a time.
   */
  'rehearsal.start': z.strictObject({
    rehearsal: z.unknown(),
    /** Instead of the file's; absent in both: by chance. */
    seed: z.int().min(0).max(4_294_967_295).optional(),
  }),
  'rehearsal.get': z.strictObject({ id: z.string().optional() }),
  /** Ends a run and waits until members are as before. */
  'rehearsal.cancel': z.strictObject({ id: z.string().optional() }),
  /** The requests of a session, from the history, as a journey for virtual users. */
  'rehearsal.record': z.strictObject({ sessionId: z.string() }),
  ...broadcastSchemas(),
  'port.scan': nothing,
  /** One request to a site of ours that listens on this machine, and the head of its answer line by line. */
  'site.fetch': z.strictObject({
    site: z.string(),
    path: z
      .string()
      .max(8000)
      .regex(/^\/[\x21-\x7e]*$/),
    cookie: z
      .string()
      .max(65_536)
      .regex(/^[\x20-\x7e\u0080-\uffff]*$/)
      .optional(),
    method: z.enum(['GET', 'HEAD']).optional(),
  }),
  /** Starts sample backends on free ports from 13001 on and says where they answer. */
  'demo.start': z.strictObject({ count: z.int().min(1).max(12).optional() }),
  'demo.set-running': z.strictObject({ url: z.string(), running: z.boolean() }),
});

/** What the shell remembers of somebody's choices. `updates`: `on` looks for newer versions; anything else doesn't. */
export const SETTING_KEYS = ['theme', 'density', 'motion', 'updates'] as const;
export type SettingKey = (typeof SETTING_KEYS)[number];

/** The parameters of commands that only the desktop shell answers: windows, files, embedded tabs. */
const shellSchemas = () => ({
  'project.new': nothing,
  /** Asks for a file with the system's dialog; null when the person changed their mind. */
  'project.open': nothing,
  'project.open-recent': z.strictObject({ index: z.int().min(0) }),
  'project.save': nothing,
  'project.save-as': nothing,
  /** `har.export` into a file that the system's dialog names; null when the person changed their mind. */
  'har.save': saveSchema(),
  /** Saves where the system's dialog says; `open` hands the saved file to the system's program for such files. */
  'export.save': z.strictObject({
    format: z.enum(EXPORT_FORMATS),
    comments: z.boolean().optional(),
    open: z.boolean().optional(),
  }),
  /** Saves a rehearsal where the system's dialog says; null when the person changed their mind. */
  'rehearsal.save': z.strictObject({ rehearsal: z.unknown() }),
  /** Asks for the Apache that comparisons run, with the system's dialog; null when the person changed their mind. */
  'parity.choose-apache': nothing,
  /**
   * Opens a user. `kept`: its jar is on disk, found again by its name in a later run; absent, all of it is in memory
   * and ends with the user. A name that is open already gets a number.
   */
  'user.open': z.strictObject({
    name: z.string().min(1).max(40).optional(),
    url: z.string().optional(),
    kept: z.boolean().optional(),
  }),
  /** Closes a user with all its tabs. A kept user's jar stays on disk. */
  'user.close': z.strictObject({ userId: z.string() }),
  /** Deletes what is kept of a user that is not open, and its name from the list. */
  'user.forget-kept': z.strictObject({ name: z.string().min(1).max(40) }),
  /** Another tab of the same jar, in front; without `url` a duplicate of the one in front. */
  'user.open-tab': z.strictObject({ userId: z.string(), url: z.string().max(65_536).optional() }),
  /** Closes one tab; with the last one the user closes. */
  'user.close-tab': z.strictObject({ userId: z.string(), tabId: z.string() }),
  /** Brings a tab of the user in front. */
  'user.show-tab': z.strictObject({ userId: z.string(), tabId: z.string() }),
  /** Deletes the route cookie from the user's jar: the next request is balanced anew. */
  'user.forget-pin': z.strictObject({ userId: z.string() }),
  /** Deletes everything in the user's jar. */
  'user.forget-all': z.strictObject({ userId: z.string() }),
  'user.navigate': z.strictObject({ userId: z.string(), url: z.string().max(65_536) }),
  'user.go': z.strictObject({ userId: z.string(), to: z.enum(['back', 'forward', 'reload', 'stop']) }),
  'user.dev-tools': z.strictObject({ userId: z.string() }),
  /** Where each user's tab in front stands in the window, in CSS pixels; users that are left out are hidden. */
  'user.layout': z.strictObject({ pages: z.array(rect).max(6) }),
  'link.open': z.strictObject({ url: z.string() }),
  'shell.get': nothing,
  'setting.set': z.strictObject({ key: z.enum(SETTING_KEYS), value: z.string() }),
  /** Opens a folder of ours in the system's file manager: the app's own log, or reports of crashes. */
  'folder.open': z.strictObject({ what: z.enum(['logs', 'crashes']) }),
  'update.get': nothing,
  /** Asks the feed for a newer version. */
  'update.check': nothing,
  /** Fetches the version that was found; it is installed when the app ends. */
  'update.download': nothing,
});

/** What each command gives when it succeeds. */
export interface CommandResults extends RecordingResults, BroadcastResults {
  'snapshot.get': Snapshot;
  'project.apply': { readonly revision: number; readonly changes: ProjectChanges };
  'project.check': { readonly project: Project };
  /** `revision` is the live project's, for the `baseRevision` of a mend. */
  'project.lint': { readonly findings: readonly Finding[]; readonly revision: number };
  'project.undo': { readonly revision: number; readonly label: string };
  'project.redo': { readonly revision: number; readonly label: string };
  'balancing.set': { readonly on: boolean };
  'member.add': { readonly revision: number; readonly url: string };
  'member.edit': { readonly revision: number };
  'member.remove': { readonly revision: number };
  'member.set-flag': { readonly revision: number };
  'member.simulate-outage': Record<never, never>;
  'member.retry-now': Record<never, never>;
  'session.forget': Record<never, never>;
  'session.pin': Record<never, never>;
  'session.unpin': Record<never, never>;
  'session.move-all': { readonly moved: number };
  'session.reset': Record<never, never>;
  'session.reset-all': { readonly reset: number };
  'finding.list': FindingsView;
  'finding.mute': Record<never, never>;
  'detector.mute': Record<never, never>;
  'exchange.get': ExchangeDetail;
  'exchange.list': { readonly exchanges: readonly ExchangeSummary[]; readonly more: boolean };
  'exchange.clear': Record<never, never>;
  'export.render': RenderedExport;
  'targets.compare': TargetComparison;
  'replay.start': { readonly id: string };
  'replay.get': ReplayView;
  'replay.cancel': Record<never, never>;
  'config.import': ImportedProject;
  'cookie.decode': CookieDecoding;
  'decision.explain': Explanation;
  'parity.start': { readonly id: string };
  'parity.get': ParityView;
  'parity.cancel': Record<never, never>;
  'rehearsal.scenarios': { readonly scenarios: readonly RehearsalScenario[] };
  'rehearsal.check': { readonly rehearsal: Rehearsal };
  'rehearsal.start': { readonly id: string };
  'rehearsal.get': RehearsalView;
  'rehearsal.cancel': Record<never, never>;
  /** `left`: how many exchanges were left out because their bodies were not recorded. */
  'rehearsal.record': { readonly requests: readonly RehearsalRequest[]; readonly left: number };
  'site.fetch': FetchView;
  'port.scan': { readonly ports: readonly ListeningPort[]; readonly freePort: number };
  'demo.start': { readonly backends: readonly DemoBackendView[] };
  'demo.set-running': { readonly backends: readonly DemoBackendView[] };
  'project.new': Record<never, never>;
  'project.open': ProjectFileView | null;
  'project.open-recent': ProjectFileView;
  'project.save': ProjectFileView | null;
  'project.save-as': ProjectFileView | null;
  /** `openTrouble`: why the saved file was not opened; null where it was, or where nobody asked for it. */
  'export.save': { readonly file: string; readonly openTrouble: Trouble | null } | null;
  'rehearsal.save': { readonly file: string } | null;
  'parity.choose-apache': { readonly program: string; readonly version: string } | null;
  'user.open': UserView;
  'user.close': Record<never, never>;
  'user.forget-kept': Record<never, never>;
  'user.open-tab': { readonly tabId: string };
  'user.close-tab': Record<never, never>;
  'user.show-tab': Record<never, never>;
  'user.forget-pin': Record<never, never>;
  'user.forget-all': Record<never, never>;
  'user.navigate': Record<never, never>;
  'user.go': Record<never, never>;
  'user.dev-tools': Record<never, never>;
  'user.layout': Record<never, never>;
  'link.open': Record<never, never>;
  'shell.get': ShellView;
  'setting.set': Record<never, never>;
  'folder.open': { readonly folder: string };
  'update.get': UpdateView;
  'update.check': UpdateView;
  'update.download': UpdateView;
}

/** What is known of a newer version. */
export interface UpdateView {
  /** `unavailable`: this build has no feed, or is no package. `ready`: fetched, and installed when the app ends. */
  readonly state: 'unavailable' | 'idle' | 'checking' | 'found' | 'downloading' | 'ready';
  readonly version: string | null;
  /** The release notes, as text. */
  readonly notes: string | null;
  /** Why the last step failed. */
  readonly trouble: string | null;
}

/** What the desktop shell remembers. */
export interface ShellView {
  readonly recent: readonly { readonly name: string; readonly folder: string }[];
  readonly settings: Readonly<Partial<Record<SettingKey, string>>>;
  /** Names of the users whose jars are kept on disk, open ones included; in the order they were made. */
  readonly keptUsers: readonly string[];
}

export type CoreCommandName = keyof ReturnType<typeof coreSchemas>;
export type ShellCommandName = keyof ReturnType<typeof shellSchemas>;
export type CommandName = CoreCommandName | ShellCommandName;

type Schemas = ReturnType<typeof coreSchemas> & ReturnType<typeof shellSchemas>;

/** The parameters of a command. */
export type CommandParams<Name extends CommandName> = z.infer<Schemas[Name]>;
/** What a command gives: its result, or the failure as data. */
export type CommandResult<Name extends CommandName> = Result<CommandResults[Name]>;

/** Everything that can be asked, over any transport. */
export type Execute = <Name extends CommandName>(
  name: Name,
  params: CommandParams<Name>,
) => Promise<CommandResult<Name>>;

/** The schemas of the core's commands, made when the first command comes: a hundred of them are a tenth of a start. */
export const coreCommands = once(coreSchemas);
/** The same of the desktop shell's. */
export const shellCommands = once(shellSchemas);

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** One handler for each command of a list: forgetting one fails to compile. */
export type Handlers<Names extends CommandName> = {
  readonly [Name in Names]: (
    params: CommandParams<Name>,
  ) => CommandResult<Name> | Promise<CommandResult<Name>>;
};
