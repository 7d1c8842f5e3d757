import {
  type BalancerSettings,
  type CommandParams,
  type Explanation,
  fail,
  type Project,
  type ProjectSettings,
  type Result,
  resolveProject,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { explainRequest, mapRequest } from '../decision/index.ts';

/**
 * Why a request with this cookie and target would go where, by the project alone: nobody is in error, no request came
 * before. The sites' ProxyPass lines choose the balancer, as they do for a real request; when `balancer` is named,
 * a site that sends the target there is looked for, and without one the target stands behind the balancer as it is.
 */
export function explain(
  project: Project,
  params: CommandParams<'decision.explain'>,
): Result<Explanation, Trouble> {
  const settings = resolveProject(project);
  const key = params.balancer?.toLowerCase();
  const url = params.url ?? '/';
  const target = url.startsWith('/') ? url : `/${url}`;
  const mapped = mapTarget(settings, target, key);
  const wanted = key ?? mapped?.balancer ?? settings.balancers[0]?.key;
  const balancer: BalancerSettings | undefined = settings.balancers.find((one) => one.key === wanted);
  if (balancer === undefined) {
    const names = settings.balancers.map(({ name }) => name);
    return fail({
      code: 'not-found',
      message: wanted === undefined ? 'the project has no balancer' : `there is no balancer "${wanted}"`,
      hint: `Balancers are ${names.join(', ') || 'none'}.`,
    });
  }
  return succeed(
    explainRequest(balancer, {
      searchText: mapped?.searchText ?? `balancer://${balancer.key}${target}`,
      cookieHeader: params.cookie ?? null,
    }),
  );
}

/** What the first site that sends this target to the (or any) balancer makes of it. */
function mapTarget(
  settings: ProjectSettings,
  target: string,
  key: string | undefined,
): { readonly balancer: string; readonly searchText: string } | undefined {
  const hasBalancer = (name: string): boolean => settings.balancers.some((one) => one.key === name);
  for (const site of settings.sites) {
    const mapped = mapRequest(site, target, hasBalancer);
    if (mapped.kind === 'balancer' && (key === undefined || mapped.balancer === key)) return mapped;
  }
  return undefined;
}
