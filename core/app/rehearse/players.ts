import type { ExchangeSummary } from '../../contract/index.ts';
import { VirtualClient } from '../../host/virtual-client.ts';
import type { VisitorRequest, WorldAnswer } from '../../rehearsal/index.ts';
import type { Sessions } from '../../sessions/index.ts';
import type { SitePlace } from '../own-site.ts';

/** An answer is here, and what the engine says of its exchange comes within this, or it is done without. */
const SUMMARY_MS = 500;

interface Player {
  readonly userId: string;
  readonly sessionId: string;
  readonly client: VirtualClient;
  readonly mark: string;
  /** What the engine has said of the exchange that is on its way. */
  summary: ExchangeSummary | null;
  wake: (() => void) | null;
}

/**
 * The virtual users of one run on the wire: connections of their own to our listener, their secret field (so that traffic
 * shows them by name), and which member answered, which only the engine knows.
 */
export class Players {
  readonly #sessions: Sessions;
  readonly #place: SitePlace;
  readonly #players: readonly Player[];
  readonly #bySession = new Map<string, Player>();

  constructor(sessions: Sessions, place: SitePlace, runId: string, names: readonly string[]) {
    this.#sessions = sessions;
    this.#place = place;
    const { site } = place;
    this.#players = names.map((name, index): Player => {
      const userId = `virtual-${runId}-${name}`;
      sessions.reportUser({ userId, name, initials: String(index + 1).slice(-2), site, isVirtual: true });
      return {
        userId,
        sessionId: sessions.sessionOfUser(userId, site),
        client: new VirtualClient(place),
        mark: sessions.marks.fieldValue(userId, null),
        summary: null,
        wake: null,
      };
    });
    for (const player of this.#players) this.#bySession.set(player.sessionId, player);
  }

  get sessionIds(): readonly string[] {
    return this.#players.map(({ sessionId }) => sessionId);
  }

  /** The engine has finished an exchange, perhaps one of ours. */
  exchangeFinished(summary: ExchangeSummary): void {
    const player = this.#bySession.get(summary.sessionId ?? '');
    if (player === undefined) return;
    player.summary = summary;
    player.wake?.();
  }

  async send(user: number, { method, path, fields, body }: VisitorRequest): Promise<WorldAnswer> {
    const player = this.#players[user];
    if (player === undefined) throw new Error(`there is no virtual user ${user}`);
    player.summary = null;
    const host = new URL(this.#place.url).host;
    const answer = await player.client.send({
      method,
      path,
      fields: ['Host', host, ...fields.flat(), this.#sessions.marks.fieldName, player.mark],
      body,
    });
    if (player.summary === null && answer.status !== 0) await this.#summaryOf(player);
    const summary = player.summary as ExchangeSummary | null;
    return {
      ...answer,
      member:
        summary?.member == null || summary.balancer === null
          ? null
          : { balancer: summary.balancer, url: summary.member },
      attempts: summary?.attempts ?? 0,
      exchangeId: summary?.id ?? null,
      sessionId: player.sessionId,
    };
  }

  /** Cuts every connection. The sessions stay listed, without pins, until `forget`. */
  leave(): void {
    for (const { client, userId } of this.#players) {
      client.close();
      this.#sessions.forgetPins(userId);
    }
  }

  /** Takes the users and their sessions off every list. */
  forget(): void {
    for (const { userId } of this.#players) this.#sessions.closeUser(userId);
  }

  #summaryOf(player: Player): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SUMMARY_MS);
      player.wake = () => {
        clearTimeout(timer);
        player.wake = null;
        resolve();
      };
    });
  }
}
