import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';
import { setCookieLines } from '../set-cookie-lines.ts';

/** APACHE.md §7.3. */
export const setCookieNotAdded: ConfigurationLint = {
  id: 'set-cookie-not-added',
  severity: 'error',
  finds: '`Header set`, `append`, `merge` or `setifempty` for the route cookie instead of `add`',
  symptom: "The application's own cookies are lost or glued together on the first page: logins do not work.",
  advice: 'Use Header add.',
  *find(view) {
    for (const { of, action } of setCookieLines(view)) {
      if (!['set', 'append', 'merge', 'setifempty'].includes(action)) continue;
      const message =
        action === 'set'
          ? 'The route cookie replaces every cookie that the application sets.'
          : `"Header ${action}" does not give the route cookie a line of its own.`;
      yield { place: placeOf(of), message };
    }
  },
};
