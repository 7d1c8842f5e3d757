import { apacheTarget } from '../apache/target.ts';
import type { ExportTarget } from '../target.ts';
import { APACHE_22 } from './dialect.ts';

/** Apache httpd 2.2. Without a standalone form: nobody runs it beside a 2.4 to try something. */
export const apache22: ExportTarget = { ...apacheTarget(APACHE_22), renderStandalone: null };
