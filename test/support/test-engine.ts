import type { ExchangeSummary, Project, ProjectSettings } from '../../core/contract/index.ts';
import { parseProject, resolveProject } from '../../core/contract/index.ts';
import { createEngine, type Engine, type EngineOptions, type Recognition } from '../../core/engine/index.ts';
import { RawClient } from './raw-client.ts';
import type { ScriptedMember } from './scripted-member.ts';

/** Settings of a project written as its file would say it; a mistake in a test's project fails the test. */
export function settingsOf(project: unknown): ProjectSettings {
  const parsed = parseProject(project);
  if (!parsed.ok) throw new Error(`the test's project is wrong: ${JSON.stringify(parsed.error)}`);
  return resolveProject(parsed.value);
}

export type MemberSpec = Partial<Project['balancers'][number]['members'][number]>;
export type BalancerSpec = Partial<Omit<Project['balancers'][number], 'members'>>;
export type SiteSpec = Partial<Project['sites'][number]>;

/** A project with one balancer `lb`, sticky by ROUTEID with the recipe's cookie, routes a, b, c … and one site on a free port. */
export function projectOf(
  members: readonly (ScriptedMember | { readonly url: string })[],
  {
    balancer = {},
    member = {},
    site = {},
  }: { balancer?: BalancerSpec; member?: MemberSpec; site?: SiteSpec } = {},
): Record<string, unknown> {
  return {
    version: 1,
    name: 'test',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...balancer,
        members: members.map(({ url }, index) => ({ url, route: 'abcdefgh'[index] ?? '', ...member })),
      },
    ],
    sites: [
      { name: 'site', listen: '127.0.0.1:0', proxyPass: [{ path: '/', url: 'balancer://lb/' }], ...site },
    ],
  };
}

/** An engine under test, with everything that it said. */
export class TestEngine {
  readonly engine: Engine;
  readonly finished: ExchangeSummary[] = [];
  readonly changes: { readonly balancer: string; readonly member: string; readonly cause: string }[] = [];
  readonly sitesTold: string[] = [];
  readonly clients: RawClient[] = [];
  recognise: (fields: readonly string[]) => Partial<Recognition> = () => ({});
  #waiting: (() => void)[] = [];

  constructor(options: Partial<EngineOptions> = {}) {
    this.engine = createEngine({
      sessions: {
        recognise: ({ fields }) => ({
          sessionId: null,
          tabId: null,
          forcedRoute: null,
          ...this.recognise(fields),
        }),
        finished: () => undefined,
      },
      listener: {
        exchangeFinished: (summary) => {
          this.finished.push(summary);
          this.#changed();
        },
        memberChanged: (change) => {
          this.changes.push(change);
          this.#changed();
        },
        siteChanged: (site) => this.sitesTold.push(`${site.name} ${site.state}`),
      },
      secretFieldName: null,
      historyBytes: 1_000_000,
      ...options,
    });
  }

  /** Runs a project, and fails when the engine refuses it. */
  async run(project: unknown): Promise<this> {
    const result = await this.engine.apply(settingsOf(project));
    if (!result.ok) throw new Error(result.error.message);
    return this;
  }

  /** The port that a site listens on. */
  port(site = 0): number {
    return Number(new URL(this.engine.sites()[site]?.url ?? 'http://x:0').port);
  }

  async client(site = 0): Promise<RawClient> {
    const client = await RawClient.open(this.port(site));
    this.clients.push(client);
    return client;
  }

  /** Resolves when the engine said something and `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  status(index: number): string | undefined {
    return this.engine.members()[index]?.status;
  }

  busy(): readonly number[] {
    return this.engine.members().map((member) => member.counters.busy);
  }

  async stop(): Promise<void> {
    await this.engine.stop(0);
    for (const client of this.clients) client.leave();
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
