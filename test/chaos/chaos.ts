import { readdirSync, readlinkSync } from 'node:fs';
import type { AttemptOutcome, ExchangeDetail } from '../../core/contract/index.ts';
import { Random } from '../core/wire/fuzz/random.ts';
import { Diagnosed } from '../support/diagnosed.ts';
import { TestEngine } from '../support/test-engine.ts';
import { ChaosClient, type Outcome } from './chaos-client.ts';
import { ChaosMember, ILLNESSES, type Mood } from './chaos-member.ts';
import { Ledger } from './ledger.ts';
import { Stalls } from './stalls.ts';

const MEMBERS = 5;
const CLIENTS = 40;
/** Between two changes of mood, and between two edits of the project. */
const MOOD_GAP_MS = 150;
const EDIT_GAP_MS = 180;
/** Long beside what slow members take, short beside a run. */
const TIMEOUT_S = 2;

/** What the heap after a collection may rise by within the second half of a run: that much comes and goes. */
const MOST_GROWTH_MB = 6;

/** Several times as many as can be under way. */
const MOST_DETAILS = 200;

/** What Apache does not save: the member had the request (APACHE.md §5.2). */
const AFTER_SENDING: readonly AttemptOutcome[] = [
  'closed-without-answer',
  'answer-timeout',
  'answer-broken',
  'answer-cut-short',
  'send-failed',
  'send-timeout',
];

export interface ChaosReport {
  readonly seed: number;
  readonly seconds: number;
  readonly requests: number;
  readonly answeredRight: number;
  /** Failures that Apache would have shown too, by what the record says of them. */
  readonly excusable: Readonly<Record<string, number>>;
  /** Requests that changed member before anybody had them, and were answered right. */
  readonly failedOver: number;
  readonly left: number;
  readonly moods: number;
  readonly edits: number;
  /** Each a sentence; a good run has none. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly garbled: readonly string[];
  readonly unexplained: readonly string[];
  readonly leaks: readonly string[];
  /** What the detectors found: a sentence each, as it was opened. */
  readonly findings: readonly string[];
  /** The longest time for which the machine kept this process from running (`stalls.ts`). */
  readonly longestStallMs: number;
  /** Heap after a collection, under load: the least of each tenth of the run. */
  readonly heapMb: readonly number[];
}

/** Load on an engine whose members die, hang and lie while its project is edited, until `seconds` have passed. */
export async function runChaos(seed: number, seconds: number, clientCount = CLIENTS): Promise<ChaosReport> {
  const random = new Random(seed);
  const ledger = new Ledger();
  // The first server of a process opens a spare file that stays (libuv's, for when files run out).
  const first = new ChaosMember('first', ledger, random);
  await first.start();
  await first.stop();
  const before = resources();
  const members = Array.from({ length: MEMBERS }, (_, index) => new ChaosMember(`m${index}`, ledger, random));
  for (const member of members) await member.start();
  // The first is never ill and always there: whatever can be saved must be.
  const [rock, ...mortals] = members as [ChaosMember, ...ChaosMember[]];
  const details = new Map<string, ExchangeDetail>();
  const diagnosed = new Diagnosed();
  const proxy: TestEngine = new TestEngine({
    sessions: diagnosed.hooks,
    // Small, so that it is full after the first seconds and the heap can be seen to be flat.
    historyBytes: 200_000,
    listener: {
      exchangeFinished: ({ id, url }) => {
        const detail = proxy.engine.exchange(id);
        if (detail === undefined || isPlainSuccess(detail)) return;
        details.set(url.slice(url.lastIndexOf('/') + 1), detail);
        // Nobody asks for the records of clients that left before their exchange had ended.
        if (details.size > MOST_DETAILS) details.delete(details.keys().next().value ?? '');
      },
      memberChanged: (change) => diagnosed.memberChanged(change),
      siteChanged: () => undefined,
      tunnelEnded: (id) => diagnosed.tunnelEnded(id),
    },
  });
  diagnosed.attach(proxy.engine);
  const run = async (project: unknown): Promise<void> => {
    diagnosed.configure(project);
    await proxy.run(project);
  };
  await run(projectFor(members, random));
  const stalls = new Stalls();
  const judge = new Judge(members, details, stalls);
  const clients = Array.from({ length: clientCount }, () => new ChaosClient(proxy.port(), ledger, random));

  const endMs = performance.now() + seconds * 1000;
  const isOver = (): boolean => performance.now() >= endMs;
  let moods = 0;
  let edits = 0;
  const heaps: number[] = [];
  const every = async (gapMs: number, act: () => Promise<void>): Promise<void> => {
    while (!isOver()) {
      await new Promise((resolve) => setTimeout(resolve, random.below(gapMs * 2)));
      if (!isOver()) await act();
    }
  };
  await Promise.all([
    ...clients.map(async (client) => {
      while (!isOver()) judge.see(await client.act());
    }),
    every(MOOD_GAP_MS, async () => {
      const mood: Mood = random.oneIn(2) ? 'well' : random.pick(ILLNESSES);
      await random.pick(mortals).setMood(mood);
      if (random.oneIn(3)) await rock.setMood(random.pick(['well', 'slow']));
      moods += 1;
    }),
    every(EDIT_GAP_MS, async () => {
      const present = [rock, ...mortals.filter(() => !random.oneIn(6))];
      await run(projectFor(present, random));
      proxy.engine.recordBodies(random.oneIn(2));
      edits += 1;
    }),
    every(500, async () => {
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed / 1e6);
    }),
  ]);

  stalls.stop();
  const leaks: string[] = [];
  const busy = proxy.busy().filter((count) => count !== 0);
  if (busy.length > 0) leaks.push(`members still busy: ${proxy.busy().join(' ')}`);
  for (const client of clients) client.close();
  await proxy.engine.stop(TIMEOUT_S * 1000);
  diagnosed.stop();
  for (const member of members) await member.stop();
  leaks.push(...(await whatStayed(before)));
  const tenth = Math.max(1, Math.ceil(heaps.length / 10));
  const heapMb = Array.from({ length: Math.ceil(heaps.length / tenth) }, (_, index) =>
    Math.min(...heaps.slice(index * tenth, (index + 1) * tenth)),
  );
  // The first half is the engine filling up and V8 compiling; from then on it must be flat.
  const settled = heapMb.slice(heapMb.length >> 1);
  const growthMb = Math.min(...settled.slice(-2)) - Math.min(...settled);
  if (growthMb > MOST_GROWTH_MB) leaks.push(`the heap grew by ${growthMb.toFixed(1)} MB`);
  return {
    seed,
    seconds,
    requests: ledger.count,
    ...judge.verdict(),
    moods,
    edits,
    doubled: ledger.doubled,
    garbled: ledger.garbled,
    leaks,
    findings: diagnosed.opened.map(({ detector, sentence }) => `${detector}: ${sentence}`),
    longestStallMs: Math.round(stalls.longestMs),
    heapMb,
  };
}

/** Holds each outcome against what the members did and what the record says. */
class Judge {
  readonly #members: readonly ChaosMember[];
  readonly #details: Map<string, ExchangeDetail>;
  readonly #stalls: Stalls;
  readonly #excusable = new Map<string, number>();
  readonly #lost: string[] = [];
  readonly #unexplained: string[] = [];
  #answeredRight = 0;
  #failedOver = 0;
  #left = 0;

  constructor(members: readonly ChaosMember[], details: Map<string, ExchangeDetail>, stalls: Stalls) {
    this.#stalls = stalls;
    this.#members = members;
    this.#details = details;
  }

  see({ kind, entry, status, broken }: Outcome): void {
    const detail = this.#details.get(entry.id);
    this.#details.delete(entry.id);
    if (broken === null) {
      this.#answeredRight += 1;
      if (detail !== undefined && detail.attempts > 1) this.#failedOver += 1;
      if (entry.deliveries.length !== 1) this.#lost.push(`${entry.id} was answered, but not by a member`);
      return;
    }
    if (kind === 'leave' && broken === 'left') {
      this.#left += 1;
      return;
    }
    if (this.#stalls.hadSince(entry.startedMs)) {
      this.#excusable.set('stalled-process', (this.#excusable.get('stalled-process') ?? 0) + 1);
      return;
    }
    const words = `${entry.id}: client saw ${status} (${broken})`;
    const attempt = detail?.record.attempts.at(-1);
    if (detail === undefined || attempt === undefined || detail.explanation.summary === '') {
      this.#unexplained.push(`${words}; the record: ${detail === undefined ? 'none' : detail.cause}`);
      return;
    }
    const told = `${words}; the record: ${detail.record.attempts.map(({ outcome, member }) => `${outcome} ${member}`).join(', ')}`;
    // A tunnel is answered once it stands; what ends it later is the member's end of it.
    const isAfterSending = AFTER_SENDING.includes(attempt.outcome) || detail.upgraded;
    const member = this.#members.find(({ url }) => url === attempt.member);
    if (!isAfterSending) this.#lost.push(told);
    else if (member === undefined || !member.wasTroubledSince(entry.startedMs))
      this.#lost.push(`${told}; but it was well`);
    else {
      const outcome = detail.upgraded ? 'tunnel-ended' : attempt.outcome;
      this.#excusable.set(outcome, (this.#excusable.get(outcome) ?? 0) + 1);
    }
  }

  verdict() {
    return {
      answeredRight: this.#answeredRight,
      failedOver: this.#failedOver,
      left: this.#left,
      excusable: Object.fromEntries(this.#excusable),
      lost: this.#lost,
      unexplained: this.#unexplained,
    };
  }
}

function isPlainSuccess({ attempts, record, status }: ExchangeDetail): boolean {
  return status === 200 && attempts === 1 && record.attempts[0]?.outcome === 'answered';
}

/** A project with these members and something different each time, of what may be edited live. */
function projectFor(members: readonly ChaosMember[], random: Random): unknown {
  return {
    version: 1,
    name: 'chaos',
    balancers: [
      {
        name: 'lb',
        lbmethod: random.pick(['byrequests', 'bytraffic', 'bybusyness']),
        stickysession: 'ROUTEID',
        routeCookie: { name: 'ROUTEID', path: '/' },
        members: members.map((member, index) => ({
          url: member.url,
          route: member.name,
          loadfactor: 1 + random.below(4),
          // Draining is allowed to all but the first, so that somebody always takes everything.
          ...(index > 0 && random.oneIn(5) ? { status: '+N' } : {}),
          retry: 1,
          timeout: TIMEOUT_S,
          upgrade: 'websocket',
        })),
      },
    ],
    sites: [{ name: 'site', listen: '127.0.0.1:0', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}

interface Resources {
  readonly handles: readonly string[];
  /** What each open file is, by its number. */
  readonly files: ReadonlyMap<string, string>;
}

/** What would leak: handles and timers that keep the process alive, and open files. */
function resources(): Resources {
  const handles = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|Immediate/.test(name));
  const files = new Map<string, string>();
  for (const number of process.platform === 'linux' ? readdirSync('/proc/self/fd') : []) {
    try {
      const file = readlinkSync(`/proc/self/fd/${number}`);
      // Reading the list opens it.
      if (!file.startsWith('/proc/')) files.set(number, file);
    } catch {
      // Closed since.
    }
  }
  return { handles, files };
}

/** What is still there after everything was ended. Sockets close a moment later, so it is looked at more than once. */
async function whatStayed(before: Resources): Promise<readonly string[]> {
  for (let turn = 0; ; turn++) {
    const now = resources();
    const files = [...now.files].filter(([number]) => !before.files.has(number)).map(([, file]) => file);
    const extra = now.handles.length - before.handles.length;
    if (extra <= 0 && files.length === 0) return [];
    if (turn === 40) {
      return [
        ...(extra > 0 ? [`${extra} sockets or timers: ${now.handles.join(' ')}`] : []),
        ...files.map((file) => `open file: ${file}`),
      ];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
