import type { Balancer, Rehearsal } from '../../../core/contract/index.ts';
import {
  type RehearsalClock,
  RehearsalRun,
  type RehearsalWorld,
  type ResolvedRehearsal,
  type ResolvedStep,
  resolveRehearsal,
  type StepOutcome,
  type VisitorRequest,
  type WorldAnswer,
} from '../../../core/rehearsal/index.ts';
import { shopProject } from '../app/integration-harness.ts';

/** Time that only moves when it is told to; what is due is called in order. */
export class FakeClock implements RehearsalClock {
  #nowMs = 1_000_000;
  #timers: { atMs: number; act: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Passes time; between two timers everything that was promised gets its turn. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const next = this.#timers.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.act();
    }
    this.#nowMs = endMs;
    await settle();
  }

  get waiting(): number {
    return this.#timers.length;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export const REHEARSAL: Rehearsal = {
  version: 1,
  name: 'test',
  users: 6,
  arriveWithin: 1,
  duration: 10,
  think: { from: 0.5, to: 0.5 },
  requests: [{ path: '/' }],
  steps: [],
};

export function members(count: number): { url: string; route: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    url: `http://127.0.0.1:${13_001 + at}`,
    route: String(at + 1),
  }));
}

export function resolved(rehearsal: Rehearsal, count = 3): ResolvedRehearsal {
  const found = resolveRehearsal(shopProject(8080, members(count)), rehearsal);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

type Cookies = ReadonlyMap<string, string>;

/**
 * A balancer and an application in a few lines: sticky by ROUTEID, round robin for newcomers, sessions in each member's
 * memory or shared. What it does with its members is what steps tell it.
 */
export class FakeShop {
  readonly clock = new FakeClock();
  readonly out = new Set<string>();
  readonly draining = new Set<string>();
  readonly sent: { readonly user: number; readonly request: VisitorRequest }[] = [];
  readonly played: ResolvedStep[] = [];
  readonly #sessions = new Map<string, string>();
  readonly #isShared: boolean;
  readonly #answerMs: number;
  #turn = 0;
  #made = 0;

  constructor(options: { readonly isShared?: boolean; readonly answerMs?: number } = {}) {
    this.#isShared = options.isShared ?? false;
    this.#answerMs = options.answerMs ?? 10;
  }

  get world(): RehearsalWorld {
    return {
      clock: this.clock,
      send: (user, request) => this.#send(user, request),
      play: async (step) => this.play(step),
    };
  }

  play(step: ResolvedStep): StepOutcome {
    this.played.push(step);
    for (const { url } of step.members) {
      if (step.kind === 'outage') this.out.add(url);
      if (step.kind === 'return') this.out.delete(url);
      if (step.kind === 'drain') this.draining.add(url);
      if (step.kind === 'undrain') this.draining.delete(url);
    }
    return { trouble: null };
  }

  async #send(user: number, request: VisitorRequest): Promise<WorldAnswer> {
    this.sent.push({ user, request });
    await new Promise<void>((resolve) => {
      if (this.#answerMs < Number.POSITIVE_INFINITY) this.clock.after(this.#answerMs, resolve);
    });
    const cookies = cookiesOf(request);
    const all = members(3);
    const pinned = all.find(({ route }) => `.${route}` === cookies.get('ROUTEID'));
    const fields: [string, string][] = [];
    let member = pinned !== undefined && !this.out.has(pinned.url) ? pinned : undefined;
    if (member === undefined) {
      const usable = all.filter(({ url }) => !this.out.has(url) && !this.draining.has(url));
      member = usable[this.#turn++ % Math.max(1, usable.length)];
      if (member === undefined) return { ...NOBODY, status: 503 };
      fields.push(['Set-Cookie', `ROUTEID=.${member.route}; path=/`]);
    }
    const place = this.#isShared ? 'all' : member.url;
    if (this.#sessions.get(cookies.get('sid') ?? '') !== place) {
      const id = `s${this.#made++}`;
      this.#sessions.set(id, place);
      fields.push(['Set-Cookie', `sid=${id}; Path=/; HttpOnly`]);
    }
    return {
      ...NOBODY,
      status: 200,
      fields,
      member: { balancer: 'lb', url: member.url },
      attempts: 1,
      exchangeId: this.sent.length,
    };
  }
}

const NOBODY: WorldAnswer = {
  status: 0,
  fields: [],
  body: '',
  member: null,
  attempts: 0,
  exchangeId: null,
  sessionId: null,
};

export function cookiesOf(request: VisitorRequest): Cookies {
  const value = request.fields.find(([name]) => name === 'Cookie')?.[1] ?? '';
  return new Map(value.split('; ').map((pair) => pair.split('=', 2) as [string, string]));
}

/** A run of a rehearsal in a shop. */
export function runIn(shop: FakeShop, rehearsal: Rehearsal, seed = 1): RehearsalRun {
  const found = resolved(rehearsal);
  const balancers = shopProject(8080, members(3)).balancers as readonly Balancer[];
  return new RehearsalRun(found, { seed, siteUrl: 'http://127.0.0.1:8080', balancers, world: shop.world });
}
