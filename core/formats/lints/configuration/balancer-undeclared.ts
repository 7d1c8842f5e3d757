import { placeOf, undeclaredBalancers } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** The article's own slip: declared by one name, used by another. The import knows which one was meant. */
export const balancerUndeclared: ConfigurationLint = {
  id: 'balancer-undeclared',
  severity: 'error',
  finds: 'a `ProxyPass` to a balancer that no `<Proxy>` section and no `BalancerMember` line declares',
  symptom: 'Every request is answered 503: Apache makes a balancer of that name with no members in it.',
  logCode: 'AH01171',
  advice: 'Use the name of the balancer that is declared.',
  *find(view) {
    for (const { name, of } of undeclaredBalancers(view)) {
      const place = placeOf(of);
      const mend = view.notes.find(
        (note) => note.mend !== undefined && note.file === place.file && note.line === place.line,
      )?.mend;
      yield {
        place,
        message: `There are no members of balancer://${name}.`,
        ...(mend === undefined ? {} : { mend }),
      };
    }
  },
};
