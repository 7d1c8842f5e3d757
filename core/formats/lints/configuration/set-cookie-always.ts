import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';
import { setCookieLines } from '../set-cookie-lines.ts';

/** APACHE.md §7.1: `always` also covers Apache's own error pages, whose variables name the member that just failed. */
export const setCookieAlways: ConfigurationLint = {
  id: 'set-cookie-always',
  severity: 'warning',
  finds: '`Header always … Set-Cookie` for the route',
  symptom: 'The 503 page of a request that found nobody pins its user to the member that just failed.',
  advice: 'Leave "always" out.',
  *find(view) {
    for (const { of, isAlways } of setCookieLines(view)) {
      if (!isAlways) continue;
      yield { place: placeOf(of), message: "The route cookie is also set on Apache's own error pages." };
    }
  },
};
