import { fail, type Project, type Result, succeed, type Trouble } from '../contract/index.ts';
import type { SessionPins } from '../sessions/index.ts';
import type { Beside, LiveProject } from './live-project.ts';
import { withFlag } from './project-edits.ts';

interface Move {
  readonly sessionId: string;
  readonly balancer: string;
  /** Where it was pinned before; null for nowhere. */
  readonly from: string | null;
}

/** Moves sessions by hand: each is one step of undo, as edits of the project are. */
export class SessionMoves {
  readonly #pins: SessionPins;
  readonly #project: LiveProject;

  constructor(pins: SessionPins, project: LiveProject) {
    this.#pins = pins;
    this.#project = project;
  }

  /** Pins one session to a route of a balancer. */
  async pin(sessionId: string, balancer: string | undefined, route: string): Promise<Result<null, Trouble>> {
    const found = this.#balancerFor(sessionId, balancer);
    if (!found.ok) return found;
    const known = knownRoute(this.#project.project, found.value, route);
    if (!known.ok) return known;
    const done = await this.#move([sessionId], found.value, route, `pin a session to ${route}`);
    return done.ok ? succeed(null) : done;
  }

  /** Takes one session's pin off, at one balancer or wherever it has one. */
  async unpin(sessionId: string, balancer: string | undefined): Promise<Result<null, Trouble>> {
    const found = this.#balancerFor(sessionId, balancer);
    if (!found.ok) return found;
    const done = await this.#move([sessionId], found.value, null, 'unpin a session');
    return done.ok ? succeed(null) : done;
  }

  /**
   * Moves every session of route `from` to `to` (null: balanced anew), and where asked has the members of `from` take no
   * new ones, all in one step.
   */
  async moveAll(
    balancer: string | undefined,
    from: string,
    to: string | null,
    drains: boolean,
  ): Promise<Result<{ readonly moved: number }, Trouble>> {
    const named = namedBalancer(this.#project.project, balancer);
    if (!named.ok) return named;
    if (to !== null) {
      const known = knownRoute(this.#project.project, named.value, to);
      if (!known.ok) return known;
    }
    if (drains) {
      const known = knownRoute(this.#project.project, named.value, from);
      if (!known.ok) return known;
    }
    if (from === to) return fail({ code: 'bad-params', message: `${from} is where they are already` });
    const ids = this.#pins.pinnedTo(named.value, from);
    const where = to === null ? `unpin all from ${from}` : `move all from ${from} to ${to}`;
    const label = drains ? `${where}, drain ${from}` : where;
    return this.#move(ids, named.value, to, label, drains ? from : null);
  }

  /** The sessions pinned to a route; fails where balancer or route is not known. */
  pinnedTo(balancer: string | undefined, route: string): Result<readonly string[], Trouble> {
    const named = namedBalancer(this.#project.project, balancer);
    return named.ok ? succeed(this.#pins.pinnedTo(named.value, route)) : named;
  }

  async #move(
    ids: readonly string[],
    balancer: string,
    to: string | null,
    label: string,
    drained: string | null = null,
  ): Promise<Result<{ readonly moved: number }, Trouble>> {
    let moves: readonly Move[] = [];
    const beside: Beside = {
      redo: () => {
        moves = ids.flatMap((sessionId) => {
          const from = this.#place(sessionId, balancer, to);
          return from === undefined ? [] : [{ sessionId, balancer, from }];
        });
      },
      undo: () => {
        for (const { sessionId, from } of moves) {
          // One that has gone elsewhere meanwhile stays there.
          if (this.#pins.pinOf(sessionId, balancer) === to) this.#place(sessionId, balancer, from);
        }
      },
    };
    const made = (project: Project) =>
      drained === null ? succeed(project) : drainedRoute(project, balancer, drained);
    const done = await this.#project.edit(made, { label, beside });
    return done.ok ? succeed({ moved: moves.length }) : done;
  }

  #place(sessionId: string, balancer: string, route: string | null): string | null | undefined {
    return route === null
      ? this.#pins.unpin(sessionId, balancer)
      : this.#pins.pin(sessionId, balancer, route);
  }

  /** The balancer meant for a session: the one named, else the one it is pinned at, else the only one. */
  #balancerFor(sessionId: string, balancer: string | undefined): Result<string, Trouble> {
    const pinnedAt = this.#pins.balancersOf(sessionId);
    if (pinnedAt === undefined) {
      return fail({ code: 'not-found', message: `there is no session ${sessionId} (any more)` });
    }
    const [only] = pinnedAt;
    return namedBalancer(this.#project.project, balancer ?? (pinnedAt.length === 1 ? only : undefined));
  }
}

function namedBalancer(project: Project, name: string | undefined): Result<string, Trouble> {
  const sticky = project.balancers.filter((balancer) => balancer.stickysession !== undefined);
  const found =
    name === undefined
      ? sticky.length === 1
        ? sticky[0]
        : undefined
      : sticky.find((balancer) => balancer.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return succeed(found.name);
  const names = sticky.map((balancer) => balancer.name).join(', ');
  return fail({
    code: name === undefined ? 'bad-params' : 'not-found',
    message: name === undefined ? 'which balancer is meant?' : `there is no sticky balancer ${name}`,
    hint: names === '' ? 'No balancer of the project has a stickysession.' : `Sticky balancers are ${names}.`,
  });
}

function knownRoute(project: Project, balancer: string, route: string): Result<null, Trouble> {
  const members = project.balancers.find((one) => one.name === balancer)?.members ?? [];
  if (members.some((member) => (member.route ?? '') === route && route !== '')) return succeed(null);
  const routes = [...new Set(members.map((member) => member.route ?? '').filter((one) => one !== ''))];
  return fail({
    code: 'not-found',
    message: `balancer ${balancer} has no route ${route}`,
    hint: routes.length === 0 ? 'None of its members has a route.' : `Its routes are ${routes.join(', ')}.`,
  });
}

function drainedRoute(project: Project, balancer: string, route: string): Result<Project, Trouble> {
  const members = project.balancers.find((one) => one.name === balancer)?.members ?? [];
  let made: Result<Project, Trouble> = succeed(project);
  for (const { url } of members.filter((member) => member.route === route)) {
    if (made.ok) made = withFlag(made.value, balancer, url, 'N', true);
  }
  return made;
}
