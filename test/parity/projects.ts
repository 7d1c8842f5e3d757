import * as fc from 'fast-check';
import type { ParityReport, Project, Result, Trouble } from '../../core/contract/index.ts';
import type { ApacheInstall } from '../../core/host/apache/find-apache.ts';
import { runParity } from '../../core/parity/index.ts';
import { hostileText, projectArbitrary } from '../support/project-arbitrary.ts';

/** Words as people write them: what hostile texts do to a configuration has tests of its own. */
function plainText(maxBytes: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...'abcdeABC0123456789._-');
  return fc.string({ unit, minLength: 1, maxLength: Math.min(maxBytes, 10) });
}

/** The random project of a seed, its mappings leading to its own balancers as often as to unknown ones. */
export function projectOf(seed: number, text: 'plain' | 'hostile' = 'plain'): Project {
  const texts = text === 'plain' ? plainText : hostileText;
  const [project] = fc.sample(projectArbitrary(texts), { seed, numRuns: 1 });
  if (project === undefined) throw new Error(`no project of seed ${seed}`);
  const names = project.balancers.map(({ name }) => name);
  const target = (url: string): string =>
    url
      .replace(/^balancer:\/\/lb0(?=\/)/i, `balancer://${names[0]}`)
      .replace(/^balancer:\/\/lb_1(?=\/)/i, `balancer://${names[1]}`);
  // A field size below any status line: httpd then reads a piece of one, and what it takes that for is beyond use.
  const usable = project.balancers.map((balancer) => ({
    ...balancer,
    members: balancer.members.map(({ responsefieldsize = 0, ...member }) =>
      responsefieldsize < 512 ? member : { ...member, responsefieldsize },
    ),
  }));
  return {
    ...project,
    balancers: usable,
    // One way in to each balancer at least, so that every project has something to compare.
    sites: project.sites.map((site, index) => ({
      ...site,
      proxyPass: [
        { path: `/way-in-${index}`, url: `balancer://${names[index]}/` },
        ...site.proxyPass.map(({ path, url }) => ({ path, url: target(url) })),
      ],
    })),
  };
}

/** `routepin parity` on a project, without its words. */
export function compare(
  project: Project,
  install: ApacheInstall,
  options: { readonly seed: number; readonly requests: number; readonly signal?: AbortSignal },
): Promise<Result<ParityReport, Trouble>> {
  return runParity(project, {
    install,
    requests: options.requests,
    seed: options.seed,
    realBackends: false,
    allowUnsafe: false,
    signal: options.signal ?? new AbortController().signal,
    onRow: () => undefined,
  });
}
