import { counted, inFlightWords, listed, type Routepin } from '../../core/index.ts';

/** What would be cut off if the app ended now. */
export interface Unfinished {
  /** Through our sites: answered by members, by plain servers or by Routepin itself. */
  readonly requests: number;
  /** Open WebSockets through our sites. */
  readonly tunnels: number;
  /** Downloads of embedded pages from anywhere else; those through our sites are requests. */
  readonly downloads: number;
}

/** Looks at the traffic of all sites and at the pages. */
export function unfinished(routepin: Pick<Routepin, 'inFlight'>, downloads: number): Unfinished {
  return { ...routepin.inFlight(), downloads };
}

/** `one request, 2 open WebSockets and one download`. */
export function unfinishedWords(left: Unfinished): string {
  return listed([...inFlightWords(left), ...counted(left.downloads, 'download')]);
}

const total = ({ requests, tunnels, downloads }: Unfinished) => requests + tunnels + downloads;

/** How often it is looked again while somebody waits. */
const LOOK_MS = 100;
/** Requests that are over within this time are not worth a question. */
const SHORT_MS = 300;

export interface LeaveOptions {
  readonly unfinished: () => Unfinished;
  /** Lets nobody in any more, and back in. What is being answered goes on. */
  readonly setBalancing: (on: boolean) => Promise<unknown>;
  readonly ask: (left: Unfinished, isWaiting: boolean) => Promise<'wait' | 'now' | 'cancel'>;
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
  const isNothingLeft = () => total(options.unfinished()) === 0;
  let waiting: { answer: 'wait' | 'now' | 'cancel'; isAsking: boolean } | null = null;

  const waitUntil = async (isOver: () => boolean, limitMs = Number.POSITIVE_INFINITY) => {
    for (let waitedMs = 0; !isOver() && waitedMs < limitMs; waitedMs += LOOK_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };

  return {
    async mayLeave() {
      await waitUntil(isNothingLeft, SHORT_MS);
      if (isNothingLeft()) return true;
      const answer = await options.ask(options.unfinished(), false);
      if (answer !== 'wait') return answer === 'now';
      const state: NonNullable<typeof waiting> = { answer, isAsking: false };
      waiting = state;
      await options.setBalancing(false);
      if (!isNothingLeft()) {
        options.tell(
          `Waiting for ${unfinishedWords(options.unfinished())}, then Routepin ends.`,
          'No new requests are accepted. Quit once more to end at once or to stay.',
        );
      }
      await waitUntil(() => state.answer !== 'wait' || (isNothingLeft() && !state.isAsking));
      waiting = null;
      if (state.answer !== 'cancel') return true;
      await options.setBalancing(true);
      return false;
    },
    again() {
      const state = waiting;
      if (state === null || state.isAsking) return;
      state.isAsking = true;
      void options.ask(options.unfinished(), true).then((answer) => {
        state.answer = answer;
        state.isAsking = false;
      });
    },
  };
}
