import { type ProjectLint, set } from '../lint.ts';

/** Apache cuts a cookie's value at `;` and `,` (APACHE.md §1.4), browsers cut blanks at its ends. */
export const routeNotCookieSafe: ProjectLint = {
  id: 'route-not-cookie-safe',
  severity: 'error',
  finds: 'a `route` with a character that ends a cookie: `;`, `,` or a blank at an end',
  symptom: 'The route comes back cut short, names no member, and every answer carries a new cookie.',
  advice: 'Use letters, digits, - and _ in routes.',
  *find(view) {
    for (const place of view.balancers) {
      if (place.sticky === null) continue;
      const taken = new Set(place.members.map(({ route }) => route));
      for (const { path, route } of place.members) {
        if (!/[;,]|^\s|\s$/.test(route)) continue;
        const plain = uniqueFrom(route.replace(/[;,\s]+/g, '-').replace(/^-|-$/g, '') || 'r', taken);
        taken.add(plain);
        yield {
          path: `${path}.route`,
          message: `The route ${JSON.stringify(route)} does not survive in a cookie.`,
          mend: set(`Set route to "${plain}"`, `${path}.route`, plain),
        };
      }
    }
  },
};

function uniqueFrom(wanted: string, taken: ReadonlySet<string>): string {
  const free = (text: string): boolean => !taken.has(text);
  if (free(wanted)) return wanted;
  for (let number = 2; ; number++) if (free(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
