import { change, type ProjectLint } from '../lint.ts';

/** The first match wins, and a prefix ends at a segment border (APACHE.md §6.6). */
export const proxypassShadowed: ProjectLint = {
  id: 'proxypass-shadowed',
  severity: 'error',
  finds: 'a ProxyPass line that an earlier one leaves nothing to, such as `/api` after `/`',
  symptom: 'The line has no effect: its requests go where the earlier line says.',
  advice: 'Put longer paths and exclusions before shorter ones.',
  *find(view) {
    for (const { site, path, mappings } of view.sites) {
      for (const [at, later] of mappings.entries()) {
        const first = mappings
          .slice(0, at)
          .findIndex(({ mapping }) => covers(mapping.path, later.mapping.path));
        const earlier = mappings[first];
        if (earlier === undefined) continue;
        const isSame = earlier.mapping.path === later.mapping.path;
        const reordered = site.proxyPass.filter((_, index) => index !== at);
        if (!isSame) reordered.splice(first, 0, later.mapping);
        yield {
          path: later.path,
          message: `${later.mapping.path} is never reached: ${earlier.mapping.path} stands before it.`,
          mend: change(
            isSame
              ? `Remove the second line for ${later.mapping.path}`
              : `Move it before ${earlier.mapping.path}`,
            { path: `${path}.proxyPass`, value: reordered },
          ),
        };
      }
    }
  },
};

/** Whether every URL that `later` matches is matched by `earlier`. */
function covers(earlier: string, later: string): boolean {
  if (earlier === later) return true;
  return later.startsWith(earlier.endsWith('/') ? earlier : `${earlier}/`);
}
