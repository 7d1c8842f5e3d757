import { isLocalSite, routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, unset } from '../lint.ts';

/** Chromium and Firefox trust this machine without TLS; Safari, curl and every other host don't (RFC 6265 §5.4). */
export const cookieSecureOnHttp: ProjectLint = {
  id: 'cookie-secure-on-http',
  severity: 'warning',
  finds: 'a `Secure` route cookie handed out by a site without TLS',
  symptom:
    'The cookie is dropped, so every request is balanced anew; on localhost Chromium and Firefox take it, Safari and curl do not.',
  advice: 'Leave Secure out, or serve the site over TLS.',
  *find(view) {
    for (const { cookie, path, sites } of routeCookies(view)) {
      if (cookie.secure !== true) continue;
      const plain = sites.find(({ place }) => place.site.tls !== true)?.place;
      if (plain === undefined) continue;
      const where = isLocalSite(plain) ? 'this machine' : 'the network';
      yield {
        path: `${path}.secure`,
        message: `${cookie.name} is Secure and the site ${plain.site.name} speaks plain http to ${where}.`,
        mend: unset('Remove Secure', `${path}.secure`),
      };
    }
  },
};
