import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §9.1: byrequests is the default and has to be there even where nothing names it. */
export const lbmethodModuleMissing: ConfigurationLint = {
  id: 'lbmethod-module-missing',
  severity: 'error',
  finds:
    'a configuration that loads mod_proxy_balancer and not mod_lbmethod_byrequests, and has balancers without another lbmethod',
  symptom: '"Syntax OK", and the server does not start.',
  logCode: 'AH02432',
  advice: 'Load lbmethod_byrequests_module too (a2enmod lbmethod_byrequests).',
  *find(view) {
    const loads = view.named('loadmodule');
    const loaded = (name: string) => loads.find(({ directive }) => directive.words[0] === `${name}_module`);
    const balancer = loaded('proxy_balancer');
    if (balancer === undefined || loaded('lbmethod_byrequests') !== undefined) return;
    const others = view.parameters.filter(({ key, value }) => key === 'lbmethod' && value !== 'byrequests');
    const sections = view
      .named('<proxy')
      .filter(({ directive }) => /^balancer:/i.test(directive.words[0] ?? ''));
    if (sections.length === 0 || others.length >= sections.length) return;
    yield {
      place: placeOf(balancer),
      message: 'The default lbmethod, byrequests, is a module that is not loaded.',
    };
  },
};
