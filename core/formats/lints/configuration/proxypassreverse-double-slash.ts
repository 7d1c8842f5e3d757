import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §6.7; "/" is a special case of httpd's. */
export const proxypassreverseDoubleSlash: ConfigurationLint = {
  id: 'proxypassreverse-double-slash',
  severity: 'warning',
  finds: '`ProxyPassReverse "/p/" "balancer://lb/"`: both ends in a slash, and the members in none',
  symptom: 'Redirects of members lead to /p//login.',
  advice: 'Write ProxyPassReverse "/p" "balancer://lb".',
  *find(view) {
    for (const of of view.named('proxypassreverse')) {
      const around = of.sections.findLast(({ key }) => key === '<location')?.words[0];
      const { words } = of.directive;
      const [path = '', url = ''] = words.length > 1 ? words : [around, words[0]];
      if (!/^balancer:\/\/[^/]+\/$/i.test(url) || !path.endsWith('/') || path === '/') continue;
      yield { place: placeOf(of), message: `A redirect to /login becomes ${path}/login.` };
    }
  },
};
