import { type ProjectLint, set } from '../lint.ts';

/** The article's own slip: the balancer is declared by one name and used by another. */
export const proxypassUnknownBalancer: ProjectLint = {
  id: 'proxypass-unknown-balancer',
  severity: 'error',
  finds: 'a ProxyPass to a balancer that is not declared',
  symptom: 'Every request is answered 503: Apache makes a balancer of that name with no members in it.',
  logCode: 'AH01171',
  advice: 'Name a balancer that exists; case does not matter.',
  *find(view) {
    const known = new Set(view.balancers.map(({ key }) => key));
    const used = new Set(view.sites.flatMap(({ mappings }) => mappings.map(({ balancer }) => balancer)));
    const unused = view.balancers.filter(({ key }) => !used.has(key));
    const meant = view.balancers.length === 1 ? view.balancers : unused;
    for (const { mappings } of view.sites) {
      for (const { path, balancer, targetPath } of mappings) {
        if (balancer === null || known.has(balancer)) continue;
        const [only, another] = meant;
        const url = `balancer://${only?.balancer.name}${targetPath}`;
        yield {
          path: `${path}.url`,
          message: `There is no balancer "${balancer}".`,
          ...(only !== undefined && another === undefined
            ? { mend: set(`Write ${url}`, `${path}.url`, url) }
            : {}),
        };
      }
    }
  },
};
