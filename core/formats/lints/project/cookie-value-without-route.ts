import { valueSpot, valueTrouble } from '../cookie-value.ts';
import type { ProjectLint } from '../lint.ts';

export const cookieValueWithoutRoute: ProjectLint = {
  id: 'cookie-value-without-route',
  severity: 'error',
  finds: 'a route cookie whose value does not hold `%{BALANCER_WORKER_ROUTE}e`',
  symptom: 'Every client gets the same cookie, whichever member served it: nobody stays where they began.',
  advice: 'Put the route into the value: .%{BALANCER_WORKER_ROUTE}e',
  *find(view) {
    for (const place of view.balancers) {
      if (valueTrouble(place) !== 'no-route') continue;
      yield valueSpot(place, `The value of the route cookie of ${place.balancer.name} names no route.`);
    }
  },
};
