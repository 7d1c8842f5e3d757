import { describe, expect, test } from 'vitest';
import { parseProject, resolveProject } from '../../../core/contract/index.ts';
import { isOwnCertificate } from '../../../electron/tabs/own-certificates.ts';
import { ownSites } from '../../../electron/tabs/own-sites.ts';

const HEX = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase());
const OURS = `sha256/${Buffer.from(HEX.join(''), 'hex').toString('base64')}`;
const OTHERS = `sha256/${Buffer.alloc(32, 9).toString('base64')}`;

const specs = [
  { name: 'secure', listen: '127.0.0.1:8443', serverName: 'shop.localhost', tls: true, proxyPass: [] },
  { name: 'other', listen: '127.0.0.1:9443', tls: true, proxyPass: [] },
];
const project = parseProject({ version: 1, name: 'p', balancers: [], sites: specs });
if (!project.ok) throw new Error(JSON.stringify(project.error));
const sites = ownSites(
  resolveProject(project.value),
  specs.map(({ name, listen }) => ({ name, listen, url: '', state: 'listening', trouble: null })),
);
const certificates = [{ site: 'secure', fingerprint256: HEX.join(':'), file: '/x.crt' }];

describe('a certificate is accepted by fingerprint, host and port only (DESIGN.md §8)', () => {
  const cases: readonly (readonly [
    name: string,
    url: string,
    error: string,
    fingerprint: string,
    ok: boolean,
  ])[] = [
    ['ours', 'https://shop.localhost:8443/cart', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, true],
    ['ours, by address', 'https://127.0.0.1:8443/', 'ERR_CERT_AUTHORITY_INVALID', OURS, true],
    ['ours, for a WebSocket', 'wss://shop.localhost:8443/', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, true],
    ['of somebody else', 'https://shop.localhost:8443/', 'net::ERR_CERT_AUTHORITY_INVALID', OTHERS, false],
    ['another port', 'https://shop.localhost:8444/', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, false],
    ['another host', 'https://bank.example:8443/', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, false],
    ['another site of ours', 'https://127.0.0.1:9443/', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, false],
    ['a wrong name', 'https://shop.localhost:8443/', 'net::ERR_CERT_COMMON_NAME_INVALID', OURS, false],
    ['past its end', 'https://shop.localhost:8443/', 'net::ERR_CERT_DATE_INVALID', OURS, false],
    ['no address at all', 'nonsense', 'net::ERR_CERT_AUTHORITY_INVALID', OURS, false],
  ];
  test.each(cases)('%s', (_, url, error, fingerprint, ok) => {
    expect(isOwnCertificate({ url, error, certificate: { fingerprint } }, sites, certificates)).toBe(ok);
  });
});
