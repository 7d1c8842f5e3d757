import {
  type DemoBackendView,
  fail,
  parseMemberUrl,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { DemoBackends } from '../host/demo.ts';

/** Four shops are enough to see a balancer at work. */
const DEFAULT_COUNT = 4;
const FIRST_PORT = 13_001;

/** The sample backends of this run, when somebody asked for them. */
export class DemoDesk {
  readonly #changed: (backends: readonly DemoBackendView[]) => void;
  #backends: Promise<DemoBackends> | null = null;
  #views: readonly DemoBackendView[] = [];

  constructor(changed: (backends: readonly DemoBackendView[]) => void) {
    this.#changed = changed;
  }

  /** As they stand now; empty when none were started. */
  get views(): readonly DemoBackendView[] {
    return this.#views;
  }

  get ports(): ReadonlySet<number> {
    return new Set(this.#views.flatMap(({ url }) => parseMemberUrl(url)?.port ?? []));
  }

  /** Starts them, or says where they are when they run already. */
  async start(count = DEFAULT_COUNT): Promise<Result<readonly DemoBackendView[], Trouble>> {
    try {
      this.#backends ??= import('../host/demo.ts').then(({ startDemoBackends }) =>
        startDemoBackends({ count, firstPort: FIRST_PORT }),
      );
      return succeed(this.#tell(await this.#backends));
    } catch (error) {
      this.#backends = null;
      return fail({
        code: 'not-available',
        message: `the demo backends could not be started: ${error instanceof Error ? error.message : String(error)}`,
        hint: `They listen on free ports from ${FIRST_PORT} on.`,
      });
    }
  }

  /** Stops or restarts one; what it kept in memory is gone, as with any such backend. */
  async setRunning(url: string, on: boolean): Promise<Result<readonly DemoBackendView[], Trouble>> {
    if (this.#backends === null || !this.#views.some((view) => view.url === url)) {
      return fail({ code: 'not-found', message: `there is no demo backend at ${url}` });
    }
    const backends = await this.#backends;
    const set = await backends.setRunning(url, on);
    this.#tell(backends);
    return set;
  }

  async stop(): Promise<void> {
    const backends = this.#backends;
    this.#backends = null;
    await (await backends?.catch(() => null))?.stop();
  }

  #tell(backends: DemoBackends): readonly DemoBackendView[] {
    const views = backends.list();
    if (JSON.stringify(views) !== JSON.stringify(this.#views)) {
      this.#views = views;
      this.#changed(views);
    }
    return views;
  }
}
