import {
  type CommandParams,
  type Explanation,
  fail,
  type Project,
  type Result,
  resolveProject,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { explainRequest } from '../decision/index.ts';

/**
 * Why a request with this cookie and URL would go where, by the project alone (no member is in error). Without a
 * balancer the first one of the project answers.
 */
export function explain(
  project: Project,
  params: CommandParams<'decision.explain'>,
): Result<Explanation, Trouble> {
  const { balancers } = resolveProject(project);
  const key = params.balancer?.toLowerCase();
  const balancer = key === undefined ? balancers[0] : balancers.find((one) => one.key === key);
  if (balancer === undefined) {
    return fail({
      code: 'not-found',
      message:
        params.balancer === undefined
          ? 'the project has no balancer'
          : `there is no balancer "${params.balancer}"`,
      hint: `Balancers are ${balancers.map(({ name }) => name).join(', ') || 'none'}.`,
    });
  }
  const url = params.url ?? '/';
  return succeed(
    explainRequest(balancer, {
      searchText: `balancer://${balancer.name}${url.startsWith('/') ? url : `/${url}`}`,
      cookieHeader: params.cookie ?? null,
    }),
  );
}
