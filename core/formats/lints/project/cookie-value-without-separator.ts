import { valueSpot, valueTrouble } from '../cookie-value.ts';
import type { ProjectLint } from '../lint.ts';

/** USERS.md §0 row 3. */
export const cookieValueWithoutSeparator: ProjectLint = {
  id: 'cookie-value-without-separator',
  severity: 'error',
  finds: 'a route cookie whose value is the bare route, with nothing before it (`ROUTEID=1`)',
  symptom: 'Not sticky at all: every request is balanced anew and every answer carries a new cookie.',
  advice: 'Write the separator before the route, or set stickysessionsep=Off.',
  *find(view) {
    for (const place of view.balancers) {
      if (valueTrouble(place) !== 'no-separator') continue;
      const { separator } = place.sticky ?? { separator: '.' };
      yield valueSpot(
        place,
        `The route cookie of ${place.balancer.name} is the bare route, and the route is what follows "${separator}".`,
      );
    }
  },
};
