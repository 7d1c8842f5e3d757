import type { ResolvedStep } from './resolve.ts';
import type { VisitorAnswer, VisitorRequest } from './visitor.ts';

/** Time, handed in: this room has no clock of its own. */
export interface RehearsalClock {
  /** Epoch milliseconds that never run backwards. */
  nowMs(): number;
  /** Calls `act` once after so many milliseconds, unless the function that it gives was called before. */
  after(ms: number, act: () => void): () => void;
}

/** An answer with what the balancer knows of the exchange. */
export interface WorldAnswer extends VisitorAnswer {
  /** The beginning of the body as text. */
  readonly body: string;
  /** The member that answered; null for nobody, and for plain targets. */
  readonly member: { readonly balancer: string; readonly url: string } | null;
  readonly attempts: number;
  readonly exchangeId: number | null;
  readonly sessionId: string | null;
}

/** What became of a step. */
export interface StepOutcome {
  /** Why it could not be done; null when it was. */
  readonly trouble: string | null;
  /** `move`: how many sessions were moved. */
  readonly moved?: number;
}

/** What a run needs of the world: sockets, time, and the hand that takes members away. */
export interface RehearsalWorld {
  readonly clock: RehearsalClock;
  /** Sends a request of a user to our own listener. Status 0 when no answer came; never rejects for that. */
  send(user: number, request: VisitorRequest): Promise<WorldAnswer>;
  play(step: ResolvedStep): Promise<StepOutcome>;
}
