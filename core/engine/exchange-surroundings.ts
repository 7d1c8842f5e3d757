import type { BalancerState, MemberState } from '../decision/index.ts';
import type { Deadlines } from './deadlines.ts';
import type { EngineListener, SessionHooks } from './engine-api.ts';
import type { MemberConnections } from './member-connections.ts';
import type { ExchangeRecorder } from './recording/exchange-recorder.ts';
import type { TabTracking } from './tab-tracking.ts';
import type { Turn } from './turn.ts';

/** What an exchange finds around it; one for the whole engine. */
export interface ExchangeSurroundings {
  readonly deadlines: Deadlines;
  readonly turn: Turn;
  readonly sessions: SessionHooks;
  /** null where tabs are not followed. */
  readonly tabTracking: TabTracking | null;
  readonly listener: EngineListener;
  readonly recorder: ExchangeRecorder;
  /** Names of fields that neither members nor records may see, in lower case. */
  readonly secretFieldNames: readonly string[];
  /** The balancer with this key (APACHE.md §9.4: lower-cased name). */
  balancer(key: string): BalancerState | undefined;
  hasBalancer(this: void, key: string): boolean;
  poolOf(member: MemberState): MemberConnections;
  /** Connections to a plain target, by its URL as written. */
  plainPool(url: string): MemberConnections | undefined;
  /** Tells of flag changes that the decision room made. */
  tellChanges(balancer: BalancerState): void;
  /** Remembers what is wrong with a member; null when it answered. */
  noteMember(member: MemberState, trouble: string | null): void;
}
