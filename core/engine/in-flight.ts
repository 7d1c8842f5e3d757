/** Traffic that would be cut off if everything ended now. */
export interface InFlight {
  /** Requests that are being read or answered, by a member, by a plain server or by the proxy itself. */
  readonly requests: number;
  /** Connections that were answered with 101 and are open: WebSockets. */
  readonly tunnels: number;
}

export const NOTHING_IN_FLIGHT: InFlight = { requests: 0, tunnels: 0 };

export function sumInFlight(all: readonly InFlight[]): InFlight {
  return all.reduce(
    (sum, { requests, tunnels }) => ({ requests: sum.requests + requests, tunnels: sum.tunnels + tunnels }),
    NOTHING_IN_FLIGHT,
  );
}
