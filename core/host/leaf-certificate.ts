import { createHash, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { bits, boolean, derValue, integer, objectId, octets, sequence, set, time, utf8 } from './der.ts';

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** Names longer than this can't be a commonName (RFC 5280, ub-common-name). */
const LONGEST_COMMON_NAME = 64;

export interface LeafRequest {
  /** Host names and IP addresses, at least one; a name may begin with `*.`. */
  readonly names: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Key and certificate, both as PEM. */
export interface LeafCertificate {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/**
 * A new key (EC P-256) and a certificate for it, signed by itself: a leaf (CA:FALSE) for servers only, so that trusting
 * it lets nobody vouch for other names. Node makes keys and signatures but no certificates; this is the little that is
 * missing (RFC 5280 §4.1).
 */
export async function createLeafCertificate(request: LeafRequest): Promise<LeafCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const name = nameOf(`Routepin on this computer: ${request.names[0]}`);
  // Random, positive and never zero (RFC 5280 §4.1.2.2).
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
  const signed = sequence(
    derValue(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(request.notBeforeMs), time(request.notAfterMs)),
    name,
    spki,
    derValue(0xa3, sequence(...extensionsOf(request.names, spki))),
  );
  const certificate = sequence(signed, algorithm, bits(sign('sha256', signed, privateKey)));
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: pemOf(certificate),
  };
}

function extensionsOf(names: readonly string[], spki: Buffer): readonly Buffer[] {
  return [
    // An empty sequence: cA is FALSE by default, and DER leaves defaults out.
    extension(OID.basicConstraints, true, sequence()),
    // digitalSignature, the first bit.
    extension(OID.keyUsage, true, bits(Buffer.from([0x80]), 7)),
    extension(OID.extendedKeyUsage, false, sequence(objectId(OID.serverAuth))),
    extension(OID.subjectKeyIdentifier, false, octets(createHash('sha1').update(spki).digest())),
    extension(OID.subjectAltName, false, sequence(...names.map(generalName))),
  ];
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

function nameOf(text: string): Buffer {
  const commonName = sequence(objectId(OID.commonName), utf8(text.slice(0, LONGEST_COMMON_NAME)));
  return sequence(set(commonName));
}

/** RFC 5280 §4.2.1.6: dNSName [2], iPAddress [7]. */
function generalName(name: string): Buffer {
  if (isIP(name) !== 0) return derValue(0x87, addressBytes(name));
  return derValue(0x82, Buffer.from(name, 'latin1'));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // The URL parser writes every IPv6 address as groups of hexadecimal digits with at most one "::".
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const gap = Array<string>(8 - left.length - right.length).fill('0');
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...left, ...gap, ...right].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  }
  return bytes;
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
