import { type Balancer, type Member, parseStatus } from '../../../core/contract/index.ts';
import type { PeerRequest, PeerScenario } from './generate.ts';
import type { Seen } from './play.ts';

/** What became of one request on both sides. */
export interface Played {
  readonly scenario: PeerScenario;
  readonly asked: PeerRequest;
  /** The balancer that it went to here. */
  readonly balancer: Balancer | undefined;
  readonly decision: string | undefined;
  readonly routeChanged: boolean;
  readonly ours: Seen;
  readonly theirs: Seen;
}

/** Who answered. */
export function memberOf(balancer: Balancer | undefined, { backend }: Seen): Member | undefined {
  return balancer?.members.find(({ url }) => Number(/:20(\d{3})/.exec(url)?.[1]) === backend);
}

/** Its flags, as letters. */
export function flagsOf(balancer: Balancer | undefined, seen: Seen): string {
  return parseStatus(memberOf(balancer, seen)?.status ?? '') ?? '';
}
