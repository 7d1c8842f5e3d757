import { describe, expect, test } from 'vitest';
import { parseProject, resolveProject, type SiteView } from '../../../core/contract/index.ts';
import { ownershipOf, ownSites } from '../../../electron/tabs/own-sites.ts';
import { withoutField } from '../../../electron/tabs/secret-field.ts';

interface SiteSpec {
  readonly name: string;
  readonly listen: string;
  readonly serverName?: string;
  readonly serverAlias?: readonly string[];
  readonly tls?: boolean;
  readonly state?: SiteView['state'];
}

function sitesOf(...specs: readonly SiteSpec[]) {
  const sites = specs.map(({ state: _state, ...site }) => ({ ...site, proxyPass: [] }));
  const project = parseProject({ version: 1, name: 'p', balancers: [], sites });
  if (!project.ok) throw new Error(JSON.stringify(project.error));
  const views = specs.map(({ name, listen, state = 'listening' }) => ({
    name,
    listen,
    // The system gives 40001 for port 0.
    url: `http://${listen.replace(/:0$/, ':40001')}/`,
    state,
    trouble: null,
  }));
  return ownSites(resolveProject(project.value), views);
}

describe('which requests carry the secret field (DESIGN.md §8)', () => {
  const shop: SiteSpec = {
    name: 'shop',
    listen: '127.0.0.1:8080',
    serverName: 'shop.localhost',
    serverAlias: ['www.shop.test'],
  };
  const sites = sitesOf(
    shop,
    { name: 'secure', listen: '127.0.0.1:8443', tls: true },
    { name: 'closed', listen: '127.0.0.1:8090', state: 'failed' },
    { name: 'six', listen: '[::1]:8086' },
    { name: 'wide', listen: '0.0.0.0:8070', serverName: 'wide.test' },
    { name: 'lan', listen: '192.168.7.9:8060' },
    { name: 'any-port', listen: '127.0.0.1:0' },
  );

  test.each([
    ['http://127.0.0.1:8080/', 'ours', 'shop'],
    ['http://shop.localhost:8080/cart?x#y', 'ours', 'shop'],
    ['http://SHOP.localhost:8080/', 'ours', 'shop'],
    ['http://localhost:8080/', 'ours', 'shop'],
    ['http://127.0.0.1:40001/', 'ours', 'any-port'],
    ['ws://shop.localhost:8080/live', 'ours', 'shop'],
    ['http://www.shop.test:8080/', 'ours-if-local', 'shop'],
    ['https://127.0.0.1:8443/', 'ours', 'secure'],
    ['wss://127.0.0.1:8443/', 'ours', 'secure'],
    ['http://[::1]:8086/', 'ours', 'six'],
    ['http://127.0.0.1:8070/', 'ours', 'wide'],
    ['http://wide.test:8070/', 'ours-if-local', 'wide'],
    ['http://192.168.7.9:8060/', 'ours', 'lan'],
  ])('%s: %s', (url, kind, site) => {
    expect(ownershipOf(url, sites)).toMatchObject({ kind, site });
  });

  test.each([
    ['another port', 'http://127.0.0.1:8081/'],
    ['port 0 itself', 'http://127.0.0.1:0/'],
    ['a member behind us', 'http://127.0.0.1:13001/'],
    ['no port', 'http://127.0.0.1/'],
    ['the other scheme', 'https://127.0.0.1:8080/'],
    ['plain to a TLS site', 'http://127.0.0.1:8443/'],
    ['another name on our port', 'http://evil.test:8080/'],
    ['another name below localhost', 'http://other.localhost:8080/'],
    ['another loopback address', 'http://127.0.0.2:8080/'],
    ['IPv6, where we listen on IPv4', 'http://[::1]:8080/'],
    ['our name before theirs', 'http://127.0.0.1:8080@evil.test/'],
    ['our name below theirs', 'http://shop.localhost.evil.test:8080/'],
    ['a site that could not be opened', 'http://127.0.0.1:8090/'],
    ['no web address', 'ftp://127.0.0.1:8080/'],
    ['nonsense', 'nonsense'],
  ])('never: %s', (_name, url) => {
    expect(ownershipOf(url, sites).kind).toBe('foreign');
  });

  test('the default port is a port', () => {
    const [plain] = sitesOf({ name: 'p', listen: '127.0.0.1:80' });
    expect(ownershipOf('http://127.0.0.1/', plain === undefined ? [] : [plain]).kind).toBe('ours');
  });

  test('sites on one listen are told apart by name, the first is the default', () => {
    const both = sitesOf(
      { name: 'a', listen: '127.0.0.1:8080', serverName: 'a.localhost' },
      { name: 'b', listen: '127.0.0.1:8080', serverName: 'b.localhost' },
    );
    expect(ownershipOf('http://b.localhost:8080/', both)).toMatchObject({ site: 'b' });
    expect(ownershipOf('http://127.0.0.1:8080/', both)).toMatchObject({ site: 'a' });
  });
});

test('the field is taken off in any case', () => {
  const fields = { Accept: '*/*', 'X-SECRET': 'a', 'x-secret': 'b' };
  expect(withoutField(fields, 'X-Secret')).toEqual({ Accept: '*/*' });
});
