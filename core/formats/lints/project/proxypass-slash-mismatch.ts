import { type ProjectLint, set } from '../lint.ts';

/** APACHE.md §6.6: backend path = URL path + what follows the ProxyPass path, with nothing between them. */
export const proxypassSlashMismatch: ProjectLint = {
  id: 'proxypass-slash-mismatch',
  severity: 'warning',
  finds:
    'a ProxyPass of which only one of path and URL path ends in a slash (`/` to `…/base`, `/app` to `…/`)',
  symptom:
    'Members are asked for /basecart instead of /base/cart, or for //cart: pages are not found or links break.',
  advice: 'End both in a slash, or neither.',
  *find(view) {
    for (const { mappings } of view.sites) {
      for (const { mapping, path, targetPath } of mappings) {
        if (mapping.url === '!' || targetPath === '') continue;
        const has = targetPath.endsWith('/');
        if (has === mapping.path.endsWith('/')) continue;
        const url = has ? mapping.url.slice(0, -1) : `${mapping.url}/`;
        const asked = has ? `${targetPath}/cart` : `${targetPath}cart`;
        yield {
          path: `${path}.url`,
          message: `${has ? `${mapping.path}/cart` : `${mapping.path}cart`} is sent on as ${asked}.`,
          mend: set(`Write ${url}`, `${path}.url`, url),
        };
      }
    }
  },
};
