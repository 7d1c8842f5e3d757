export { caddy } from './target.ts';
