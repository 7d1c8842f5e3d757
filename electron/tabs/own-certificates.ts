import type { Certificate, WebContents } from 'electron';
import type { OwnCertificate } from '../../core/index.ts';
import { type OwnSite, ownershipOf } from './own-sites.ts';

export interface OwnCertificates {
  readonly sites: () => readonly OwnSite[];
  readonly certificates: () => readonly OwnCertificate[];
}

/**
 * Lets a page see the certificates of our own sites, which no authority vouches for: only the very certificate
 * (by fingerprint) of the very site (by host and port) that was asked for (DESIGN.md §8). Everything else stays refused.
 */
export function acceptOwnCertificates(contents: WebContents, own: OwnCertificates): void {
  contents.on('certificate-error', (event, url, error, certificate, decide) => {
    if (!isOwnCertificate({ url, error, certificate }, own.sites(), own.certificates())) return decide(false);
    event.preventDefault();
    decide(true);
  });
}

/** Whether what Chromium complains of is that our own certificate is signed by nobody it knows. */
export function isOwnCertificate(
  complaint: {
    readonly url: string;
    readonly error: string;
    readonly certificate: Pick<Certificate, 'fingerprint'>;
  },
  sites: readonly OwnSite[],
  certificates: readonly OwnCertificate[],
): boolean {
  // A wrong name or date is no matter of trust: such an error has another cause, and stands.
  if (complaint.error.replace(/^net::/, '') !== 'ERR_CERT_AUTHORITY_INVALID') return false;
  const ownership = ownershipOf(complaint.url, sites);
  if (ownership.kind === 'foreign') return false;
  return certificates.some(
    ({ site, fingerprint256 }) =>
      site === ownership.site && complaint.certificate.fingerprint === chromiumFingerprint(fingerprint256),
  );
}

/** `AB:CD:…` as Chromium writes it: `sha256/` and base64. */
function chromiumFingerprint(fingerprint256: string): string {
  return `sha256/${Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64')}`;
}
