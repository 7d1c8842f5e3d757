export { traefik } from './target.ts';
