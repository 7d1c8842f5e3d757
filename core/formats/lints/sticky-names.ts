import type { Mend, RouteCookie } from '../../contract/index.ts';
import { change, set } from './lint.ts';

/** A mend that makes a balancer (at `path`) look for its route cookie; a name that stickysession can't hold gives way. */
export function lookForCookie(path: string, { name }: RouteCookie): Mend {
  const canBeLookedFor = name.length <= 63 && !name.includes('|');
  if (canBeLookedFor) return set(`Set stickysession to ${name}`, `${path}.stickysession`, name);
  return change(
    'Call both ROUTEID',
    { path: `${path}.stickysession`, value: 'ROUTEID' },
    { path: `${path}.routeCookie.name`, value: 'ROUTEID' },
  );
}
