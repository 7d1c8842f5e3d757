import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { LiveProject } from '../../../core/app/live-project.ts';
import { StepsBeside } from '../../../core/app/steps-beside.ts';
import {
  type CommandName,
  coreCommands,
  type Snapshot,
  shellCommands,
  succeed,
  type TrafficFinding,
} from '../../../core/contract/index.ts';
import {
  type Running,
  send,
  shopProject,
  startBackend,
  startShop,
  type TestBackend,
} from './integration-harness.ts';

/** What a try of an edit may name. */
interface Shop {
  readonly first: string;
  readonly second: string;
  readonly sessionId: string;
  readonly project: Snapshot['project'];
}

type Effect =
  /** It changes nothing that stays. */
  | 'reads'
  /** It changes something by hand: Undo takes it back. `try` gives the parameters of one that does. */
  | { readonly edit: (shop: Shop) => unknown }
  /** The same, where no small shop shows it: its own test does. */
  | { readonly edit: string }
  /** What it does is done, and why there is nothing to take back. */
  | { readonly done: string };

const SENDS = { done: 'requests were sent' };
const OPPOSITE = { done: 'a switch: the same button, which says how it stands, turns it back' };
const PAGES = { done: 'pages and jars of a user: what a browser has deleted or loaded is so' };

/** Every command there is. A new one has to say what it is; one that edits has to be undone. */
const EFFECTS: Readonly<Record<CommandName, Effect>> = {
  'snapshot.get': 'reads',
  'project.apply': { edit: ({ project }) => ({ project: { ...project, name: 'renamed' } }) },
  'project.check': 'reads',
  'project.lint': 'reads',
  'project.undo': { done: 'this is Undo' },
  'project.redo': { done: 'this is Redo' },
  'balancing.set': OPPOSITE,
  'member.add': { edit: () => ({ balancer: 'lb', member: { url: 'http://127.0.0.1:9' } }) },
  'member.edit': { edit: ({ first }) => ({ balancer: 'lb', member: first, patch: { loadfactor: 3 } }) },
  'member.remove': { edit: ({ second }) => ({ balancer: 'lb', member: second }) },
  'member.set-flag': { edit: ({ first }) => ({ balancer: 'lb', member: first, flag: 'N', on: true }) },
  'member.simulate-outage': { edit: ({ second }) => ({ balancer: 'lb', member: second, on: true }) },
  'member.retry-now': {
    done: 'an error state has ended; a member that is still down gets it back by itself',
  },
  'session.forget': { done: 'what was seen of a session is forgotten; its next request tells anew' },
  'session.pin': { edit: ({ sessionId }) => ({ sessionId, route: '2' }) },
  'session.unpin': { edit: ({ sessionId }) => ({ sessionId }) },
  'session.move-all': { edit: () => ({ from: '1', to: '2', drain: true }) },
  'session.reset': { edit: 'test/e2e/chromium/forget.spec.ts' },
  'session.reset-all': { edit: 'test/e2e/chromium/forget.spec.ts' },
  'finding.list': 'reads',
  'finding.mute': { edit: 'test/core/app/undo-every-edit.test.ts' },
  'detector.mute': { edit: () => ({ detector: 'bouncing', on: true }) },
  'exchange.get': 'reads',
  'exchange.list': 'reads',
  'exchange.clear': { done: 'asked for by its name; what was recorded is gone' },
  'exchange.resend': SENDS,
  'cookie.judge': 'reads',
  'har.export': 'reads',
  'har.import': 'reads',
  'recording.set': OPPOSITE,
  'export.render': 'reads',
  'targets.compare': 'reads',
  'replay.start': SENDS,
  'replay.get': 'reads',
  'replay.cancel': SENDS,
  'config.import': 'reads',
  'cookie.decode': 'reads',
  'decision.explain': 'reads',
  'parity.start': SENDS,
  'parity.get': 'reads',
  'parity.cancel': SENDS,
  'rehearsal.scenarios': 'reads',
  'rehearsal.check': 'reads',
  'rehearsal.start': { done: 'requests were sent; members are as before at its end' },
  'rehearsal.get': 'reads',
  'rehearsal.cancel': SENDS,
  'rehearsal.record': 'reads',
  'broadcast.send': SENDS,
  'lag.measure': SENDS,
  'lag.cancel': SENDS,
  'site.fetch': SENDS,
  'port.scan': 'reads',
  'demo.start': { done: 'processes that listen; adding them to the project is an edit of its own' },
  'demo.set-running': OPPOSITE,
  'project.new': { done: 'another project: unsaved edits are asked about first' },
  'project.open': { done: 'another project: unsaved edits are asked about first' },
  'project.open-recent': { done: 'another project: unsaved edits are asked about first' },
  'project.save': { done: 'a file, with a backup beside it' },
  'project.save-as': { done: 'a file that the system’s dialog asked about' },
  'har.save': { done: 'a file that the system’s dialog asked about' },
  'export.save': { done: 'a file that the system’s dialog asked about' },
  'rehearsal.save': { done: 'a file that the system’s dialog asked about' },
  'parity.choose-apache': { done: 'a choice of the system’s dialog' },
  'user.open': PAGES,
  'user.close': PAGES,
  'user.forget-kept': PAGES,
  'user.open-tab': PAGES,
  'user.close-tab': PAGES,
  'user.show-tab': PAGES,
  'user.forget-pin': PAGES,
  'user.forget-all': PAGES,
  'user.navigate': PAGES,
  'user.go': PAGES,
  'user.dev-tools': PAGES,
  'user.layout': PAGES,
  'link.open': PAGES,
  'shell.get': 'reads',
  'setting.set': { done: 'how this window looks: each choice shows the others beside it' },
  'folder.open': 'reads',
  'update.get': 'reads',
  'update.check': 'reads',
  'update.download': { done: 'nothing of it runs before the app ends' },
};

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function startTwo(): Promise<Running & Shop> {
  const members: TestBackend[] = [await startBackend('b1'), await startBackend('b2')];
  const running = await startShop(members.map(({ url }, index) => ({ url, route: String(index + 1) })));
  open.push(running.routepin, ...members);
  await send(running.port, { cookie: 'ROUTEID=.1' });
  const { sessions, project } = running.routepin.snapshot();
  const [first = '', second = ''] = members.map(({ url }) => url);
  return { ...running, first, second, sessionId: sessions[0]?.sessionId ?? '', project };
}

/** All that a person can have set: the project, what members are told besides, pins, what is muted. */
function setByHand({ project, balancers, sessions, findings }: Snapshot) {
  return {
    project,
    outages: balancers.flatMap(({ members }) => members.filter((member) => member.simulatedOutage)).length,
    pins: sessions.map(({ pins }) => pins.map(({ route }) => route)),
    muted: findings.mutedDetectors,
  };
}

describe('undo for every edit', () => {
  test('every command says what it is', () => {
    const all = [...Object.keys(coreCommands()), ...Object.keys(shellCommands())];
    expect(Object.keys(EFFECTS).sort()).toEqual(all.sort());
  });

  const edits = Object.entries(EFFECTS).flatMap(([name, effect]) =>
    typeof effect === 'object' && 'edit' in effect ? [[name, effect.edit] as const] : [],
  );

  test.each(edits.filter(([, edit]) => typeof edit === 'string'))(
    '%s is undone in its own test',
    async (name, file) => {
      const text = await readFile(path.resolve(import.meta.dirname, '../../..', String(file)), 'utf8');
      expect(text).toContain(name === 'finding.mute' ? name : 'Control+z');
    },
  );

  test.each(edits.filter(([, edit]) => typeof edit === 'function'))(
    '%s: once back, once again, told each time',
    async (name, edit) => {
      const shop = await startTwo();
      const look = () => setByHand(shop.routepin.snapshot());
      const before = look();
      await shop.run(name, (edit as (shop: Shop) => unknown)(shop));
      const after = look();
      expect(after).not.toEqual(before);
      const { undo } = shop.routepin.snapshot();
      expect(undo).not.toBeNull();
      expect(shop.named('project.changed').at(-1)?.undo).toBe(undo);

      expect(await shop.run('project.undo')).toMatchObject({ label: undo });
      expect(look()).toEqual(before);
      expect(shop.named('project.changed').at(-1)).toMatchObject({ undo: null, redo: undo });

      await shop.run('project.redo');
      expect(look()).toEqual(after);
    },
  );

  test('finding.mute: a finding that is muted tells again after Undo; muting it twice is one step', async () => {
    const muted = new Map<string, boolean>([['f1', false]]);
    const project = new LiveProject({
      project: shopProject(1, []),
      file: { name: null, folder: null, unsaved: false },
      run: () => Promise.resolve(succeed(null)),
      changed: () => {},
      fileChanged: () => {},
    });
    const steps = new StepsBeside({
      engine: { members: () => [], simulateOutage: () => false },
      diagnosis: {
        findings: () => ({
          findings: [...muted].map(([id, isMuted]) => ({ id, isMuted }) as TrafficFinding),
          mutedDetectors: [],
          untold: 0,
        }),
        mute: (id, on) => muted.has(id) && muted.set(id, on) !== undefined,
        muteDetector: () => {},
      },
      project,
    });
    for (let time = 0; time < 2; time++) await steps.muteFinding({ findingId: 'f1', on: true });
    expect(muted.get('f1')).toBe(true);
    await project.undo();
    expect(muted.get('f1')).toBe(false);
    expect(project.undoLabel).toBeNull();
    expect(await steps.muteFinding({ findingId: 'f9', on: true })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });
});
