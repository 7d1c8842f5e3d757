import type { ConfigurationView, PlacedDirective } from './configuration-view.ts';

/** A `Header … Set-Cookie` line that hands out the route. */
export interface SetCookieLine {
  readonly of: PlacedDirective;
  /** `add`, `set`, `append` …, lower case. */
  readonly action: string;
  readonly isAlways: boolean;
  /** `env=…`, `expr=…` or '' where there is no condition. */
  readonly condition: string;
}

/** Every line that sets a cookie with the member's route in it (APACHE.md §7). */
export function setCookieLines(view: ConfigurationView): readonly SetCookieLine[] {
  return view.named('header').flatMap((of): readonly SetCookieLine[] => {
    const words = [...of.directive.words];
    const table = /^(always|onsuccess)$/i.test(words[0] ?? '') ? words.shift() : undefined;
    const [action = '', field = '', value = '', condition = ''] = words;
    if (!/^set-cookie$/i.test(field) || !value.includes('BALANCER_WORKER_ROUTE')) return [];
    return [{ of, action: action.toLowerCase(), isAlways: /^always$/i.test(table ?? ''), condition }];
  });
}
