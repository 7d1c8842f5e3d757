import { type ProjectLint, set } from '../lint.ts';

/** `/abc` becomes http://127.0.0.1:9000abc, whose port is none. */
export const plainTargetWithoutSlash: ProjectLint = {
  id: 'plain-target-without-slash',
  severity: 'error',
  finds: 'a ProxyPass path that ends in a slash, to a plain target without a path',
  symptom: 'The first page works and every other one fails: what follows the path is glued to host or port.',
  logCode: 'AH00898',
  advice: 'End both in a slash, or neither.',
  *find(view) {
    for (const { mappings } of view.sites) {
      for (const { mapping, path, balancer, targetPath } of mappings) {
        if (mapping.url === '!' || balancer !== null || targetPath !== '') continue;
        if (!mapping.path.endsWith('/')) continue;
        yield {
          path: `${path}.url`,
          message: `${mapping.path}abc becomes ${mapping.url}abc.`,
          mend: set(`Write ${mapping.url}/`, `${path}.url`, `${mapping.url}/`),
        };
      }
    }
  },
};
