import type { Balancer, RehearsalMark, RehearsalRecovery } from '../contract/index.ts';
import type { Ledger } from './ledger.ts';
import type { ResolvedRehearsal } from './resolve.ts';

/** What findings are made of. */
export interface Evidence {
  readonly resolved: ResolvedRehearsal;
  readonly balancers: readonly Balancer[];
  readonly ledger: Ledger;
  readonly marks: readonly RehearsalMark[];
  readonly recoveries: readonly RehearsalRecovery[];
  /** Whether any sign of an application's session was seen. */
  readonly knowsSessions: boolean;
  readonly isWhole: boolean;
}

/** `12.3 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
