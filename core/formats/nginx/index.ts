import { nginxTarget } from './target.ts';

/** nginx 1.29.6 and later, which has `sticky`. */
export const nginx = nginxTarget('sticky');
/** Any nginx: what `sticky` does is said with maps. */
export const nginxMap = nginxTarget('map');
