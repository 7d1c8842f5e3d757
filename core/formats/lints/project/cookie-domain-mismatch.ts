import { domainCovers, knownNames, routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, unset } from '../lint.ts';

/** RFC 6265 §5.3 steps 5 and 6; a Domain of one label is a public suffix and good for that very host only. */
export const cookieDomainMismatch: ProjectLint = {
  id: 'cookie-domain-mismatch',
  severity: 'error',
  finds: 'a route cookie whose `domain` does not cover the names of a site that hands it out',
  symptom: 'Browsers drop the cookie there without a word: every request is balanced anew.',
  advice: 'Leave the domain out: the cookie then belongs to the host that set it.',
  *find(view) {
    for (const { cookie, path, sites } of routeCookies(view)) {
      const { domain } = cookie;
      if (domain === undefined) continue;
      const names = sites.flatMap(({ place }) => knownNames(place));
      const outside = names.find((name) => !isTaken(domain, name));
      if (outside === undefined) continue;
      yield {
        path: `${path}.domain`,
        message: `At ${outside} browsers refuse a cookie for the domain ${domain}.`,
        mend: unset('Remove the domain', `${path}.domain`),
      };
    }
  },
};

function isTaken(domain: string, host: string): boolean {
  const isSuffix = !domain.replace(/^\./, '').includes('.');
  return isSuffix ? domain.replace(/^\./, '').toLowerCase() === host : domainCovers(domain, host);
}
