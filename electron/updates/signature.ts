import { createPublicKey, verify } from 'node:crypto';

/** The DER head of an Ed25519 public key (RFC 8410 §4), before its 32 bytes. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Whether `signature` (base64 of the 64 bytes of RFC 8032) was made over exactly the bytes of `manifest` with the
 * private half of `publicKey` (base64 of its 32 bytes). Nothing of the manifest is read before this is true: it names
 * the file to install and that file's digest. Never throws.
 */
export function isSignedBy(manifest: string, signature: string, publicKey: string): boolean {
  try {
    const raw = Buffer.from(publicKey, 'base64');
    if (raw.length !== 32) return false;
    const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(manifest, 'utf8'), key, Buffer.from(signature.trim(), 'base64'));
  } catch {
    return false;
  }
}
