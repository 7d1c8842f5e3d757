import type { InFlight } from '../engine/engine-api.ts';

/** What is in flight, as parts of a sentence: `one request`, `2 open WebSockets`. Nothing of what there is none. */
export function inFlightWords({ requests, tunnels }: InFlight): readonly string[] {
  return [...counted(requests, 'request'), ...counted(tunnels, 'open WebSocket')];
}

/** `one request`, `2 requests`; nothing for none. */
export function counted(count: number, noun: string): readonly string[] {
  if (count === 0) return [];
  return [count === 1 ? `one ${noun}` : `${count} ${noun}s`];
}

/** `one request, 2 open WebSockets and one download`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
