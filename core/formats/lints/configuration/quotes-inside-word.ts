import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §9.5. */
export const quotesInsideWord: ConfigurationLint = {
  id: 'quotes-inside-word',
  severity: 'error',
  finds: 'quotes after the equals sign (`route="a"`): they count at the beginning of a word only',
  symptom:
    'The quotes become part of the value: the cookie is ROUTEID=."a", which browsers and applications read as they like.',
  advice: 'Write route=a, or put the whole word into quotes: "route=a b".',
  *find(view) {
    for (const { key, value, of } of view.parameters) {
      if (!/^["'].*["']$/s.test(value)) continue;
      yield { place: placeOf(of), message: `The value of ${key} is ${value}, quotes included.` };
    }
  },
};
