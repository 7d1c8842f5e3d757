export { haproxy } from './target.ts';
