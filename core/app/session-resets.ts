import { fail, type Result, succeed, type Trouble } from '../contract/index.ts';
import type { Sessions } from '../sessions/index.ts';
import type { LiveProject } from './live-project.ts';
import type { SessionMoves } from './session-moves.ts';

/** Has followed browsers forget the site: one step of undo, as long as their next page has not come. */
export class SessionResets {
  readonly #sessions: Pick<Sessions, 'reset' | 'isResetting'>;
  readonly #moves: SessionMoves;
  readonly #project: LiveProject;

  constructor(sessions: Pick<Sessions, 'reset' | 'isResetting'>, moves: SessionMoves, project: LiveProject) {
    this.#sessions = sessions;
    this.#moves = moves;
    this.#project = project;
  }

  /** Empties one session's jar with its next page, or (`on`: false) takes that back. */
  async reset(sessionId: string, on: boolean): Promise<Result<null, Trouble>> {
    const wasOn = this.#sessions.isResetting(sessionId);
    const done = this.#sessions.reset(sessionId, on);
    if (done === undefined) {
      return fail({ code: 'not-found', message: `there is no session ${sessionId} (any more)` });
    }
    if (!done) {
      return fail({
        code: 'not-available',
        message: 'the cookies of this session can’t be deleted from here: its browser is not followed',
        hint: 'Start with --track-tabs, or delete the site’s cookies in the browser. A user of this window is emptied with its own menu.',
      });
    }
    if (on && !wasOn) return this.#remember([sessionId], 'forget everything of a session');
    return succeed(null);
  }

  /** The same for every session of a route that can be reset; says how many were or are to be. */
  async resetAll(
    balancer: string | undefined,
    route: string,
    on: boolean,
  ): Promise<Result<{ readonly reset: number }, Trouble>> {
    const found = this.#moves.pinnedTo(balancer, route);
    if (!found.ok) return found;
    const before = new Set(found.value.filter((id) => this.#sessions.isResetting(id)));
    const done = found.value.filter((id) => this.#sessions.reset(id, on) === true);
    const fresh = done.filter((id) => !before.has(id));
    if (on && fresh.length > 0) {
      const kept = await this.#remember(fresh, `forget everything of all on ${route}`);
      if (!kept.ok) return kept;
    }
    return succeed({ reset: done.length });
  }

  /** One whose next page has come meanwhile has lost its cookies: taking back changes nothing there. */
  async #remember(ids: readonly string[], label: string): Promise<Result<null, Trouble>> {
    const all = (on: boolean) => () => {
      for (const id of ids) this.#sessions.reset(id, on);
    };
    const beside = { redo: all(true), undo: all(false) };
    const done = await this.#project.edit((project) => succeed(project), { label, beside });
    return done.ok ? succeed(null) : done;
  }
}
