import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** How long an answer holds: hosts files are edited while one tries things out. */
const KEEP_MS = 10_000;

/** Says whether all addresses of a host name belong to this machine. */
export type IsLocalName = (host: string) => Promise<boolean>;

/** Looks names up as the system does (hosts file included) and remembers the answers for a moment. */
export function createLocalNames(): IsLocalName {
  const known = new Map<string, { readonly answer: Promise<boolean>; readonly atMs: number }>();
  return (host) => {
    const nowMs = performance.now();
    const old = known.get(host);
    if (old !== undefined && nowMs - old.atMs < KEEP_MS) return old.answer;
    const answer = leadsHere(host);
    known.set(host, { answer, atMs: nowMs });
    return answer;
  };
}

async function leadsHere(host: string): Promise<boolean> {
  try {
    const found = await lookup(host, { all: true });
    const ours = new Set(
      Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
    );
    return found.length > 0 && found.every(({ address }) => address.startsWith('127.') || ours.has(address));
  } catch {
    return false;
  }
}
