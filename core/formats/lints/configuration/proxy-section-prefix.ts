import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';
import { setCookieLines } from '../set-cookie-lines.ts';

const nameIn = (words: readonly string[]): string => (words[0] ?? '').replace(/["']/g, '').replace(/\/$/, '');

/** httpd finds `<Proxy>` sections by comparing beginnings: `balancer://app` also covers `balancer://app2`. */
export const proxySectionPrefix: ConfigurationLint = {
  id: 'proxy-section-prefix',
  severity: 'warning',
  finds: "a route cookie line in the `<Proxy>` section of a balancer whose name begins another balancer's",
  symptom: 'Answers of the other balancer carry the cookies of both.',
  advice: 'Give the balancers names of which none begins another, or name the balancer in the condition.',
  *find(view) {
    const sections = view
      .named('<proxy')
      .filter(({ directive }) => /^balancer:/i.test(nameIn(directive.words)));
    for (const { of, condition } of setCookieLines(view)) {
      const around = of.sections.findLast(({ key }) => key === '<proxy');
      if (around === undefined || /BALANCER_NAME/.test(condition)) continue;
      const own = nameIn(around.words);
      const other = sections.find(
        ({ directive }) => nameIn(directive.words) !== own && nameIn(directive.words).startsWith(own),
      );
      if (other === undefined) continue;
      yield { place: placeOf(of), message: `This line also counts for ${nameIn(other.directive.words)}.` };
    }
  },
};
