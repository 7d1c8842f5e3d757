import { type ProjectLint, set } from '../lint.ts';

/** USERS.md §0 row 15: what follows the path is put after the URL as it stands, so `/abc` becomes balancer://lbabc. */
export const proxypassWithoutSlash: ProjectLint = {
  id: 'proxypass-without-slash',
  severity: 'error',
  finds: 'a ProxyPass path that ends in a slash, to `balancer://lb` without one',
  symptom:
    'The first page works and every other one is answered 500: "No protocol handler was valid for the URL".',
  logCode: 'AH01144',
  advice: 'End both in a slash, or neither.',
  *find(view) {
    for (const { mappings } of view.sites) {
      for (const { mapping, path, balancer, targetPath } of mappings) {
        if (balancer === null || targetPath !== '' || !mapping.path.endsWith('/')) continue;
        yield {
          path: `${path}.url`,
          message: `${mapping.path}abc becomes ${mapping.url}abc, and there is no such balancer.`,
          mend: set(`Write ${mapping.url}/`, `${path}.url`, `${mapping.url}/`),
        };
      }
    }
  },
};
