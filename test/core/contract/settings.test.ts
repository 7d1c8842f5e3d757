import { describe, expect, test } from 'vitest';
import {
  type Balancer,
  distinctMembers,
  type Member,
  parseListen,
  parseMemberUrl,
  resolveBalancer,
  resolveProject,
  workerName,
} from '../../../core/contract/index.ts';

const balancer = (edit: Partial<Balancer> = {}): Balancer => ({
  name: 'Lb',
  members: [{ url: 'http://a:1' }],
  ...edit,
});
const member = (edit: Partial<Member>) =>
  resolveBalancer(balancer({ members: [{ url: 'http://a:1', ...edit }] })).members[0];

describe('resolveBalancer', () => {
  test('APACHE §9.3 defaults', () => {
    expect(resolveBalancer(balancer())).toMatchObject({
      name: 'Lb',
      key: 'lb',
      lbmethod: 'byrequests',
      sticky: null,
      noFailover: false,
      forceRecovery: true,
      failOnTimeout: false,
      maxAttempts: null,
      timeoutMs: 0,
      failOnStatus: [],
      routeCookie: null,
    });
  });

  test.each<[text: string, cookieName: string, urlName: string]>([
    ['ROUTEID', 'ROUTEID', 'ROUTEID'],
    ['JSESSIONID|jsessionid', 'JSESSIONID', 'jsessionid'],
    ['a|b|c', 'a', 'b|c'],
    [`${'x'.repeat(70)}|y`, 'x'.repeat(63), 'y'],
  ])('APACHE §1.1 stickysession %s', (text, cookieName, urlName) => {
    expect(resolveBalancer(balancer({ stickysession: text })).sticky).toMatchObject({
      cookieName,
      urlName,
      separator: '.',
    });
  });

  test.each<[text: string, separator: string | null]>([
    ['-', '-'],
    ['Off', null],
    ['oFF', null],
  ])('APACHE §1.5 stickysessionsep %s', (stickysessionsep, separator) => {
    expect(resolveBalancer(balancer({ stickysession: 'R', stickysessionsep })).sticky?.separator).toBe(
      separator,
    );
  });

  test('an empty stickysession is none', () => {
    expect(resolveBalancer(balancer({ stickysession: '' })).sticky).toBeNull();
  });

  test('APACHE §9.2 member defaults', () => {
    expect(member({})).toMatchObject({
      route: '',
      redirect: '',
      loadfactor: 1,
      lbset: 0,
      status: '',
      retryMs: 60_000,
      timeoutMs: 60_000,
      connectTimeoutMs: 60_000,
      pingMs: null,
      max: null,
      acquireMs: null,
      disableReuse: false,
      upgrade: null,
      responseFieldSize: 8192,
      healthCheck: null,
    });
  });

  test('times are seconds in the file and milliseconds here', () => {
    expect(
      member({ retry: 0, timeout: 5, connectiontimeout: 0.25, ping: 0.001, acquire: 0.5 }),
    ).toMatchObject({
      retryMs: 0,
      timeoutMs: 5000,
      connectTimeoutMs: 250,
      pingMs: 1,
      acquireMs: 500,
    });
  });

  test('connectiontimeout falls back to timeout, 0 to the default', () => {
    expect(member({ timeout: 7 })?.connectTimeoutMs).toBe(7000);
    expect(member({ timeout: 0, connectiontimeout: 0, ping: 0, acquire: 0, max: 0 })).toMatchObject({
      timeoutMs: 60_000,
      connectTimeoutMs: 60_000,
      pingMs: null,
      acquireMs: null,
      max: null,
    });
  });

  test('APACHE §8 health check defaults', () => {
    expect(member({ hcmethod: 'HEAD' })?.healthCheck).toEqual({
      method: 'HEAD',
      uri: '',
      intervalMs: 30_000,
      passes: 1,
      fails: 1,
    });
    expect(member({ hcmethod: 'None', hcuri: '/x' })?.healthCheck).toBeNull();
  });

  test('APACHE §2.1 status letters', () => {
    expect(member({ status: '+d-H+n' })?.status).toBe('DN');
    expect(member({ status: 'DHUGOF-H' })?.status).toBe('D');
  });
});

describe('distinctMembers', () => {
  test.each<[name: string, urls: string[], kept: string[]]>([
    ['APACHE §9.4 the same URL', ['http://h:1', 'http://h:1'], ['http://h:1']],
    ['APACHE §9.4 a URL that continues an earlier one', ['http://h:1', 'http://h:1/x'], ['http://h:1']],
    ['APACHE §9.4 the longer one first', ['http://h:1/x', 'http://h:1'], ['http://h:1/x', 'http://h:1']],
    ['another port that begins alike', ['http://h:80', 'http://h:8080'], ['http://h:80', 'http://h:8080']],
    ['a default port written out', ['http://h', 'http://h:80'], ['http://h']],
    ['a default port and a longer host', ['http://h', 'http://host'], ['http://h', 'http://host']],
    ['hosts in another case', ['http://Host:1', 'http://hOST:1'], ['http://Host:1']],
    ['two schemes', ['http://h:1', 'ws://h:1'], ['http://h:1', 'ws://h:1']],
  ])('%s', (_name, urls, kept) => {
    expect(distinctMembers(urls.map((url) => ({ url }))).map(({ url }) => url)).toEqual(kept);
  });
});

describe('resolveProject', () => {
  test('mappings are told apart, and a site without a name answers to its listen host', () => {
    const { sites } = resolveProject({
      version: 1,
      name: 'x',
      balancers: [],
      sites: [
        {
          name: 's',
          listen: '[::1]:8080',
          proxyPass: [
            { path: '/private', url: '!' },
            { path: '/api', url: 'http://127.0.0.1:9000/' },
            { path: '/', url: 'balancer://LB/VirtualHostBase/https/yoursite.org:443/plone/VirtualHostRoot/' },
          ],
        },
      ],
    });
    expect(sites[0]).toMatchObject({
      host: '::1',
      port: 8080,
      serverName: '::1',
      tls: false,
      proxyPassReverse: true,
    });
    expect(sites[0]?.mappings.map((mapping) => mapping.kind)).toEqual(['exclude', 'plain', 'balancer']);
    expect(sites[0]?.mappings[2]).toMatchObject({
      balancer: 'lb',
      targetPath: '/VirtualHostBase/https/yoursite.org:443/plone/VirtualHostRoot/',
    });
  });
});

describe('URLs', () => {
  test.each([
    ['http://127.0.0.1:13001', { scheme: 'http', hostname: '127.0.0.1', port: 13_001, path: '' }],
    ['HTTPS://[::1]/a%2Fb', { scheme: 'https', hostname: '::1', port: 443, path: '/a%2Fb' }],
    ['ws://h:80/', { scheme: 'ws', hostname: 'h', port: 80, isDefaultPort: true, path: '/' }],
  ])('%s', (text, parts) => {
    expect(parseMemberUrl(text)).toMatchObject(parts);
  });

  test.each([
    '',
    'http://',
    'ftp://a:1',
    'http://a:99999',
    'http://a b:1',
    'http://a:1/x?y',
    'http://a:1#x',
    'http://::1:80',
    'http://a:1/ x',
  ])('%s is no member URL', (text) => {
    expect(parseMemberUrl(text)).toBeUndefined();
  });

  test('APACHE §3 worker names', () => {
    const name = (text: string) =>
      workerName(parseMemberUrl(text) as NonNullable<ReturnType<typeof parseMemberUrl>>);
    expect(name('http://LOCALHOST:80/App')).toBe('http://localhost/App');
    expect(name('https://[::1]:444')).toBe('https://[::1]:444');
  });

  test.each<[string, string, number]>([
    ['*:80', '*', 80],
    ['[::]:1', '::', 1],
    ['localhost:0', 'localhost', 0],
  ])('listen %s', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });
});
