import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';
import { setCookieLines } from '../set-cookie-lines.ts';

export const setCookieUnconditional: ConfigurationLint = {
  id: 'set-cookie-unconditional',
  severity: 'error',
  finds: 'a `Header … Set-Cookie` line for the route without `env=BALANCER_ROUTE_CHANGED`',
  symptom: 'Every answer sets the cookie anew, and answers that no balancer made set ROUTEID=.(null).',
  advice: 'End the line with env=BALANCER_ROUTE_CHANGED.',
  *find(view) {
    for (const { of, condition } of setCookieLines(view)) {
      if (condition !== '') continue;
      yield { place: placeOf(of), message: 'The route cookie is set on every answer.' };
    }
  },
};
