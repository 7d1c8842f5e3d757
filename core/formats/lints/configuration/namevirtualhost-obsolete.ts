import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

export const namevirtualhostObsolete: ConfigurationLint = {
  id: 'namevirtualhost-obsolete',
  severity: 'hint',
  finds: '`NameVirtualHost`, a directive of Apache 2.2',
  symptom: 'Apache 2.4 warns at start and ignores it.',
  logCode: 'AH00548',
  advice: 'Remove the line.',
  *find(view) {
    for (const of of view.named('namevirtualhost')) {
      yield { place: placeOf(of), message: 'NameVirtualHost has no effect since 2.4.' };
    }
  },
};
