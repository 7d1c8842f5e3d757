import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

/** APACHE.md §9.1: `apachectl -t` says nothing, the start dies. Only of files that load the balancer themselves. */
export const sharedMemoryModuleMissing: ConfigurationLint = {
  id: 'shared-memory-module-missing',
  severity: 'error',
  finds: 'a configuration that loads mod_proxy_balancer and not mod_slotmem_shm',
  symptom: '"Syntax OK", and the server does not start.',
  logCode: 'AH01177',
  advice: 'Load slotmem_shm_module too (a2enmod slotmem_shm).',
  *find(view) {
    const loads = view.named('loadmodule');
    const loaded = (name: string) => loads.find(({ directive }) => directive.words[0] === `${name}_module`);
    const balancer = loaded('proxy_balancer');
    if (balancer === undefined || loaded('slotmem_shm') !== undefined) return;
    yield {
      place: placeOf(balancer),
      message: 'mod_proxy_balancer needs mod_slotmem_shm, which is not loaded.',
    };
  },
};
