import { parseBalancerUrl } from './member-url.ts';

/**
 * The ProxyPassReverse that undoes a ProxyPass (APACHE.md §6.7), for the engine and for exports alike: what follows
 * the URL is put after the path as it stands, so both must end in a slash or neither.
 *
 *     /      balancer://lb/       /      balancer://lb/        httpd leaves out the second slash for "/" alone
 *     /p/    balancer://lb/       /p     balancer://lb         "/p/" would give /p//foo
 *     /p     balancer://lb/base/  /p     balancer://lb/base
 *     /      http://h:9000        /      http://h:9000/
 */
export function reverseOf(path: string, url: string): { readonly path: string; readonly url: string } {
  const balancer = parseBalancerUrl(url);
  if (balancer !== undefined && (balancer.path === '' || balancer.path === '/')) {
    const bare = withoutSlash(url);
    return path === '/' ? { path, url: `${bare}/` } : { path: withoutSlash(path), url: bare };
  }
  if (path === '/') return { path, url: url.endsWith('/') || hasPath(url) ? url : `${url}/` };
  if (path.endsWith('/') && !url.endsWith('/') && hasPath(url)) return { path, url };
  return path.endsWith('/') && url.endsWith('/') && hasLongPath(url)
    ? { path, url }
    : { path: withoutSlash(path), url: withoutSlash(url) };
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

function hasPath(url: string): boolean {
  return /^[a-z]+:\/\/[^/]+\//i.test(url);
}

function hasLongPath(url: string): boolean {
  return /^[a-z]+:\/\/[^/]+\/./i.test(url);
}
