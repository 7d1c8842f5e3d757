import type { Snapshot } from '../../core/contract/index.ts';

/** How many requests members are answering now, open WebSockets included. */
export function requestsInFlight({ balancers }: Pick<Snapshot, 'balancers'>): number {
  return balancers.flatMap(({ members }) => members).reduce((sum, { counters }) => sum + counters.busy, 0);
}

/** How often an open request is looked for again while somebody waits for it. */
const LOOK_MS = 100;
/** Requests that are over within this time are not worth a question. */
const SHORT_MS = 300;

export interface LeaveOptions {
  /** Requests that are being answered now, open WebSockets included. */
  readonly count: () => number;
  /** Lets nobody in any more, and back in. What is being answered goes on. */
  readonly setBalancing: (on: boolean) => Promise<unknown>;
  readonly ask: (requests: number, isWaiting: boolean) => Promise<'wait' | 'now' | 'cancel'>;
  readonly tell: (text: string, hint: string) => void;
}

/** Ending the app while requests are being answered. */
export interface Leave {
  /** Whether the app may end: nothing is being answered, or somebody said what is to become of it. */
  mayLeave(): Promise<boolean>;
  /** Somebody wants to end it again while `mayLeave` waits: asks anew. */
  again(): void;
}

/**
 * No request is cut off silently: short ones are waited for, for others somebody is asked. Waiting closes the
 * listeners first, so that it comes to an end, and opens them again when the answer is to stay after all.
 */
export function createLeave(options: LeaveOptions): Leave {
  let waiting: { answer: 'wait' | 'now' | 'cancel'; isAsking: boolean } | null = null;

  const waitUntil = async (isOver: () => boolean, limitMs = Number.POSITIVE_INFINITY) => {
    for (let waitedMs = 0; !isOver() && waitedMs < limitMs; waitedMs += LOOK_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };

  return {
    async mayLeave() {
      await waitUntil(() => options.count() === 0, SHORT_MS);
      const requests = options.count();
      if (requests === 0) return true;
      const answer = await options.ask(requests, false);
      if (answer !== 'wait') return answer === 'now';
      const state: NonNullable<typeof waiting> = { answer, isAsking: false };
      waiting = state;
      await options.setBalancing(false);
      const now = options.count();
      options.tell(
        `Waiting for ${now === 1 ? 'one request' : `${now} requests`}, then Routepin ends.`,
        'No new ones are accepted. Quit once more to end at once or to stay.',
      );
      await waitUntil(() => state.answer !== 'wait' || (options.count() === 0 && !state.isAsking));
      waiting = null;
      if (state.answer !== 'cancel') return true;
      await options.setBalancing(true);
      return false;
    },
    again() {
      const state = waiting;
      if (state === null || state.isAsking) return;
      state.isAsking = true;
      void options.ask(options.count(), true).then((answer) => {
        state.answer = answer;
        state.isAsking = false;
      });
    },
  };
}
