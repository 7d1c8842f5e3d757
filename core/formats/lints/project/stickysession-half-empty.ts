import { type ProjectLint, set } from '../lint.ts';

/** An empty URL name is found before the first `=` of any URL; without a cookie name nothing is sticky (APACHE.md §1.1). */
export const stickysessionHalfEmpty: ProjectLint = {
  id: 'stickysession-half-empty',
  severity: 'error',
  finds: 'a `stickysession` with nothing on one side of the bar (`X|`, `|x`)',
  symptom:
    'With `|x` nothing is sticky; with `X|` any parameter of a URL (?page=2) counts as the session id and beats the cookie.',
  advice: 'Write both names, or one without a bar.',
  *find(view) {
    for (const { balancer, path } of view.balancers) {
      const text = balancer.stickysession ?? '';
      const bar = text.indexOf('|');
      if (bar < 0 || (bar > 0 && bar < text.length - 1)) continue;
      const name = text.replaceAll('|', '') || 'ROUTEID';
      yield {
        path: `${path}.stickysession`,
        message: `"${text}" leaves the name of the ${bar === 0 ? 'cookie' : 'URL parameter'} empty.`,
        mend: set(`Set stickysession to ${name}`, `${path}.stickysession`, name),
      };
    }
  },
};
