import type { Project, TargetComparison } from '../../contract/index.ts';
import { planPeers } from '../peers/plan.ts';
import { failureRows } from './failure-rows.ts';
import { memberRows } from './member-rows.ts';
import { sessionRows } from './session-rows.ts';

/**
 * What each server that a project can be exported to would do with it, behaviour by behaviour, with the project's own
 * values. Balancers without members have nothing to compare.
 */
export function compareTargets(project: Project): TargetComparison {
  const plan = planPeers(project);
  return {
    balancers: plan.balancers
      .filter(({ members }) => members.length > 0)
      .map((balancer) => ({
        name: balancer.balancer.name,
        rows: [...sessionRows(balancer), ...failureRows(balancer), ...memberRows(balancer, plan)],
      })),
  };
}
