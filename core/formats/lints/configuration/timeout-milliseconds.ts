import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §9.2: these are read up to the first letter; only connectiontimeout, ping, acquire and hcinterval know `ms`. */
const WHOLE_SECONDS = ['timeout', 'retry', 'ttl'];

export const timeoutMilliseconds: ConfigurationLint = {
  id: 'timeout-milliseconds',
  severity: 'error',
  finds: '`timeout`, `retry` or `ttl` with the suffix `ms`, which Apache reads as seconds',
  symptom:
    'timeout=500ms is 500 seconds: a request to a member that hangs waits for more than eight minutes.',
  advice: 'Write whole seconds; only connectiontimeout, ping, acquire and hcinterval take ms.',
  *find(view) {
    for (const { key, value, of } of view.parameters) {
      const seconds = /^(\d+)ms$/i.exec(value)?.[1];
      if (seconds === undefined || !WHOLE_SECONDS.includes(key)) continue;
      yield { place: placeOf(of), message: `${key}=${value} is read as ${seconds} seconds.` };
    }
  },
};
