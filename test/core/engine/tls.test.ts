import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ConnectionOptions,
  connect as connectTls,
  createServer,
  type Server,
  type TLSSocket,
} from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteSettings } from '../../../core/contract/index.ts';
import { siteCertificate } from '../../../core/host/tls-certificate.ts';
import {
  closeAfterTest,
  GET,
  namedMember,
  request,
  startEngine,
  startMember,
} from '../../support/engine-playground.ts';
import { RawClient } from '../../support/raw-client.ts';
import { projectOf, settingsOf, type TestEngine } from '../../support/test-engine.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-tls-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tlsContextFor = async (site: SiteSettings) => {
  const { keyPem, certificatePem } = await siteCertificate(folder, site);
  return { key: keyPem, cert: certificatePem };
};

/** An engine whose one site is `https://shop.localhost`. */
function startTls(members: Parameters<typeof projectOf>[0]): Promise<TestEngine> {
  return startEngine(projectOf(members, { site: TLS_SITE }), { tlsContextFor });
}
const TLS_SITE = { tls: true, serverName: 'shop.localhost', serverAlias: ['www.shop.test'] };

/** A client that trusts the site's certificate and nothing else. */
async function secureClient(
  proxy: TestEngine,
  options: ConnectionOptions = {},
): Promise<{ readonly client: RawClient; readonly socket: TLSSocket }> {
  const [site] = settingsOf(projectOf([], { site: TLS_SITE })).sites;
  const { certificatePem } = await siteCertificate(folder, site as SiteSettings);
  const socket = connectTls({
    host: '127.0.0.1',
    port: proxy.port(),
    servername: 'shop.localhost',
    ca: certificatePem,
    ...options,
  });
  socket.on('error', () => undefined);
  closeAfterTest(async () => void socket.destroy());
  const client = RawClient.over(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return { client, socket };
}

describe('a site with "tls": true', () => {
  it('is https in views; a client that trusts the certificate is answered, over HTTP/1.1', async () => {
    const a = await namedMember('a');
    const proxy = await startTls([a]);
    expect(proxy.engine.sites()[0]?.url).toBe(`https://shop.localhost:${proxy.port()}/`);
    const { client, socket } = await secureClient(proxy, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    const answer = await client.ask(request('GET /', ['Host: shop.localhost', 'X-Forwarded-Proto: http']));
    expect([answer.status, answer.body.toString()]).toEqual([200, 'a']);
    // The last word on how the client came is ours (DESIGN.md §8).
    expect(a.seen[0]?.head.match(/^x-forwarded-proto:.*$/gim)).toEqual(['X-Forwarded-Proto: https']);
    expect((await client.ask(GET)).status).toBe(200);
    expect(a.connections).toBe(1);
  });

  it.each(['localhost', 'www.shop.test', ''])('is trusted as "%s" too', async (servername) => {
    const proxy = await startTls([await namedMember('a')]);
    const { client } = await secureClient(proxy, servername === '' ? { servername } : { servername });
    expect((await client.ask(GET)).status).toBe(200);
  });

  it('is not trusted by a name that is not its own', async () => {
    const proxy = await startTls([await namedMember('a')]);
    await expect(secureClient(proxy, { servername: 'other.test' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('shows each site on a shared listener its own certificate', async () => {
    const a = await namedMember('a');
    const project = projectOf([a], { site: TLS_SITE });
    const [first] = project.sites as readonly Record<string, unknown>[];
    project.sites = [first, { ...first, name: 'second', serverName: 'second.test', serverAlias: [] }];
    const proxy = await startEngine(project, { tlsContextFor });
    const shown = async (servername: string) => {
      const { socket } = await secureClient(proxy, { servername, rejectUnauthorized: false });
      return socket.getPeerX509Certificate()?.subjectAltName;
    };
    expect(await shown('second.test')).toContain('DNS:second.test');
    expect(await shown('shop.localhost')).toContain('DNS:shop.localhost');
    expect(await shown('nobody.test')).toContain('DNS:shop.localhost');
  });

  it('Location of a member becomes https (ProxyPassReverse)', async () => {
    const a = await startMember((turn) => turn.answer('302 Found', '', [`Location: ${a.url}/there`]));
    const proxy = await startTls([a]);
    const { client } = await secureClient(proxy);
    const answer = await client.ask(request('GET /', [`Host: shop.localhost:${proxy.port()}`]));
    expect(answer.field('location')).toBe(`https://shop.localhost:${proxy.port()}/there`);
  });

  it('carries bodies of a megabyte both ways, and upgrades', async () => {
    const body = Buffer.alloc(1_048_576, 'x');
    const a = await startMember((turn) => turn.answer('200 OK', turn.request.body));
    const proxy = await startTls([a]);
    const { client } = await secureClient(proxy);
    client.send(request('POST /', [`Content-Length: ${body.length}`])).send(body);
    expect((await client.answer('POST')).body.equals(body)).toBe(true);

    const echo = await startMember(() => undefined, {
      onHead: (_head, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('data', (bytes) => socket.write(bytes));
        return true;
      },
    });
    const tunnels = await startEngine(
      projectOf([echo], { site: TLS_SITE, member: { upgrade: 'websocket' } }),
      { tlsContextFor },
    );
    const { client: upgraded } = await secureClient(tunnels);
    upgraded.send(request('GET /', ['Connection: Upgrade', 'Upgrade: websocket']));
    await upgraded.untilText('\r\n\r\n');
    upgraded.send('ping through TLS');
    expect(await upgraded.untilText('ping through TLS')).toContain('ping through TLS');
  });

  it('a plain request, garbage and a client that leaves in the handshake harm nobody', async () => {
    const a = await namedMember('a');
    const proxy = await startTls([a]);
    for (const text of [GET, '\x16\x03\x01\x00\x04\xff\x00\x00\x00']) {
      const plain = await proxy.client();
      await plain.send(text).rest();
    }
    const leaver = await proxy.client();
    leaver.send('\x16\x03\x01').leave();
    expect(a.connections).toBe(0);
    expect((await (await secureClient(proxy)).client.ask(GET)).status).toBe(200);
  });

  it('can be switched on and off while it listens; the connection that is there goes on', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]), { tlsContextFor });
    const plain = await proxy.client();
    expect((await plain.ask(GET)).status).toBe(200);
    await proxy.run(projectOf([a], { site: TLS_SITE }));
    expect((await (await secureClient(proxy)).client.ask(GET)).status).toBe(200);
    expect((await plain.ask(GET)).status).toBe(200);
    await proxy.run(projectOf([a]));
    expect((await (await proxy.client()).ask(GET)).status).toBe(200);
  });

  it('whose certificate can’t be made is refused, and what ran goes on', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]), {
      tlsContextFor: () => Promise.reject(new Error('the disk is full')),
    });
    const result = await proxy.engine.apply(settingsOf(projectOf([a], { site: TLS_SITE })));
    expect(result).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('the disk is full') },
    });
    expect((await (await proxy.client()).ask(GET)).status).toBe(200);
  });

  it('stops with requests in flight finished', async () => {
    let answer = (): void => undefined;
    const a = await startMember((turn) => {
      answer = () => turn.answer('200 OK', 'late');
    });
    const proxy = await startTls([a]);
    const { client } = await secureClient(proxy);
    client.send(GET);
    await a.until(() => a.seen.length === 1);
    const stopped = proxy.engine.stop(20_000);
    answer();
    expect((await client.answer()).body.toString()).toBe('late');
    await stopped;
  });
});

describe('a member over https://', () => {
  const startSecureMember = async (
    answer: string,
  ): Promise<{ readonly url: string; readonly server: Server }> => {
    const [site] = settingsOf(projectOf([], { site: TLS_SITE })).sites;
    const context = await tlsContextFor(site as SiteSettings);
    const server = createServer(context, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closeAfterTest(async () => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { url: `https://127.0.0.1:${address.port}`, server };
  };

  it('is taken with a certificate of its own making, as Apache does by default (SSLProxyVerify none)', async () => {
    const a = await startSecureMember('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    for (let turn = 0; turn < 3; turn++) expect((await client.ask(GET)).body.toString()).toBe('secret');
    expect(proxy.status(0)).toBe('');
  });

  it('that speaks no TLS: 500, marked, no failover, as in Apache (APACHE.md §2.7)', async () => {
    const plain = await startMember(() => undefined, {
      onConnection: (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    });
    const b = await startSecureMember('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb');
    const proxy = await startEngine(projectOf([{ url: plain.url.replace('http:', 'https:') }, b]));
    const answer = await (await proxy.client()).ask(request('GET /', ['Cookie: ROUTEID=.a']));
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).toContain('Error during SSL Handshake with remote server');
    expect(proxy.status(0)).toContain('E');
  });
});
