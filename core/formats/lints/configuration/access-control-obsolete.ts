import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §9.6. */
export const accessControlObsolete: ConfigurationLint = {
  id: 'access-control-obsolete',
  severity: 'warning',
  finds: '`Order`, `Allow from` and `Deny from` of Apache 2.2',
  symptom: 'Apache 2.4 does not start without mod_access_compat: "Invalid command \'Order\'".',
  logCode: 'AH00526',
  advice: 'Write Require all granted, or Require all denied.',
  *find(view) {
    for (const of of view.named('order', 'allow', 'deny')) {
      yield { place: placeOf(of), message: `"${of.directive.key}" belongs to mod_access_compat.` };
    }
  },
};
