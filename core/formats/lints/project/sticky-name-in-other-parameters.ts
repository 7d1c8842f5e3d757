import { change, type ProjectLint } from '../lint.ts';

/** Endings that parameters of everyday URLs have: `?userid=5` holds `id=`. */
const COMMON_ENDINGS =
  /^(id|sid|uid|pid|key|page|name|code|state|token|route|session|sessionid|type|q|s|p|n|v|c)$/i;
/** Anything this short is the end of some parameter's name. */
const SHORT = 4;

/** The URL is searched for the bare text, and what it holds beats the cookie (APACHE.md §1.2, §1.3). */
export const stickyNameInOtherParameters: ProjectLint = {
  id: 'sticky-name-in-other-parameters',
  severity: 'warning',
  finds: 'a `stickysession` so short or common that other URL parameters end with it (`ID` in `?userID=5`)',
  symptom:
    'A link with such a parameter moves the user: its value is taken for the session id and beats the cookie.',
  advice: 'Use a name that stands in no other parameter, such as ROUTEID.',
  *find(view) {
    for (const { path, sticky } of view.balancers) {
      if (sticky === null || sticky.urlName === '') continue;
      if (sticky.urlName.length >= SHORT && !COMMON_ENDINGS.test(sticky.urlName)) continue;
      const value = `${sticky.cookieName}|ROUTEID`;
      yield {
        path: `${path}.stickysession`,
        message: `"${sticky.urlName}=" also stands in other parameters, such as ?x${sticky.urlName}=5.`,
        mend: change(`Look for ROUTEID in URLs`, { path: `${path}.stickysession`, value }),
      };
    }
  },
};
