import { valueSpot, valueTrouble } from '../cookie-value.ts';
import type { ProjectLint } from '../lint.ts';

/** USERS.md §0 rows 5 and 22: the *first* separator counts, and `Off` takes the whole value. */
export const cookieValueSeparatorMismatch: ProjectLint = {
  id: 'cookie-value-separator-mismatch',
  severity: 'error',
  finds:
    'a route cookie whose value and `stickysessionsep` are at odds (`.1` with Off, `-1` with the dot, `a.b.1`)',
  symptom:
    'The route is read back wrong and names no member: every request is balanced anew, with a new cookie each time.',
  advice: 'Begin the value with the separator, or set stickysessionsep to what the value uses.',
  *find(view) {
    for (const place of view.balancers) {
      if (valueTrouble(place) !== 'at-odds') continue;
      const { separator } = place.sticky ?? { separator: '.' };
      const reads = separator === null ? 'the whole value' : `what follows the first "${separator}"`;
      yield valueSpot(
        place,
        `The route is ${reads}, which is not the route in the route cookie of ${place.balancer.name}.`,
      );
    }
  },
};
