import { APACHE_24 } from './dialect.ts';
import { apacheTarget } from './target.ts';

/** Apache httpd 2.4. */
export const apache = apacheTarget(APACHE_24);
