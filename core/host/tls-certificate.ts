import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import type { SiteSettings } from '../contract/index.ts';
import { createLeafCertificate } from './leaf-certificate.ts';

const DAY_MS = 86_400_000;
/** A year: below the 825 days that Apple's systems allow certificates trusted by hand. */
const VALID_MS = 365 * DAY_MS;
/** Renewed so long before the end, so that no run of a month meets it. */
const RENEW_BEFORE_MS = 30 * DAY_MS;
/** Clocks of virtual machines lag: valid since yesterday. */
const BACKDATE_MS = DAY_MS;

const ALWAYS = ['localhost', '127.0.0.1', '::1'] as const;
const DNS_NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** The certificate of a site with `tls: true`, and what others need to recognise it. */
export interface SiteCertificate {
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly names: readonly string[];
  /** SHA-256 of the certificate, in hexadecimal with colons. */
  readonly fingerprint256: string;
  /** The certificate alone, as a file that can be handed to browsers and systems to be trusted. */
  readonly file: string;
  /** It was made just now: nobody can have trusted it yet. */
  readonly isNew: boolean;
}

/**
 * The certificate for `site` out of `folder`, made when there is none for these names, when it ends within a month or
 * when its key could be read by others. A set of names has one certificate, whichever project asks: what was trusted
 * once stays trusted, also after an edit is undone. Fails when the folder can't be written.
 */
export async function siteCertificate(
  folder: string,
  site: SiteSettings,
  nowMs: number = Date.now(),
): Promise<SiteCertificate> {
  const names = certificateNames(site);
  const base = path.join(folder, fileNameOf(names));
  const kept = await readKept(`${base}.pem`, nowMs);
  if (kept !== null)
    return { ...kept, names, file: await writeShown(base, kept.certificatePem), isNew: false };
  const made = await createLeafCertificate({
    names,
    notBeforeMs: nowMs - BACKDATE_MS,
    notAfterMs: nowMs + VALID_MS,
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Both in one file: no reader can meet the key of one and the certificate of another.
  await writePrivately(`${base}.pem`, made.keyPem + made.certificatePem);
  const { fingerprint256 } = new X509Certificate(made.certificatePem);
  return {
    ...made,
    names,
    fingerprint256,
    file: await writeShown(base, made.certificatePem),
    isNew: true,
  };
}

/**
 * What a site's certificate vouches for: its names, the address it listens on and this computer's own names. Names that
 * no certificate can carry (Apache's `?`, a `*` in the middle, a wildcard address) are left out.
 */
export function certificateNames(site: SiteSettings): readonly string[] {
  const own = [site.serverName, ...site.serverAliases, site.host]
    .map((name) => name.toLowerCase())
    .map((name) => (isIP(name) === 0 ? name.replace(/:\d+$/, '') : name))
    .map((name) => name.replace(/^\[|\]$/g, ''))
    .filter((name) => (isIP(name) === 0 ? DNS_NAME.test(name) : name !== '0.0.0.0' && name !== '::'));
  return [...new Set([...own, ...ALWAYS])];
}

type Kept = Pick<SiteCertificate, 'keyPem' | 'certificatePem' | 'fingerprint256'>;

async function readKept(file: string, nowMs: number): Promise<Kept | null> {
  try {
    // Windows has no such bits; there the folder of the user is what keeps others out.
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) return null;
    const text = await readFile(file, 'utf8');
    const start = text.indexOf('-----BEGIN CERTIFICATE-----');
    const certificatePem = text.slice(start);
    const keyPem = text.slice(0, start);
    const certificate = new X509Certificate(certificatePem);
    const isUsable =
      certificate.checkPrivateKey(createPrivateKey(keyPem)) &&
      Date.parse(certificate.validFrom) <= nowMs &&
      Date.parse(certificate.validTo) - RENEW_BEFORE_MS > nowMs;
    return isUsable ? { keyPem, certificatePem, fingerprint256: certificate.fingerprint256 } : null;
  } catch {
    // None yet, or not one that can be read: a new one is made, and says so if it can't be written.
    return null;
  }
}

/** A name that a person recognises, and a hash that tells the sets of names apart. */
function fileNameOf(names: readonly string[]): string {
  const hash = createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex')
    .slice(0, 12);
  const shown = (names[0] ?? '').replace(/[^a-z0-9.-]/g, '_').slice(0, 80);
  return `${shown}-${hash}`;
}

async function writeShown(base: string, certificatePem: string): Promise<string> {
  const file = `${base}.crt`;
  const found = await readFile(file, 'utf8').catch(() => null);
  if (found !== certificatePem) await writePrivately(file, certificatePem);
  return file;
}

/** Replaces a file in one step; readable by the user alone from its first byte on. */
async function writePrivately(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The mode given to open() is subject to the umask, which may only take away.
    await chmod(temporary, 0o600);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
