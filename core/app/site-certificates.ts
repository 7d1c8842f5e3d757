import { readFile } from 'node:fs/promises';
import type { EventFields, SiteSettings } from '../contract/index.ts';
import type { SiteCertificate } from '../host/tls-certificate.ts';

/** What a shell needs to recognise a certificate of ours, and to offer it for trusting. */
export interface OwnCertificate {
  readonly site: string;
  /** SHA-256 of the certificate, in hexadecimal with colons. */
  readonly fingerprint256: string;
  readonly file: string;
}

type Notice = EventFields['notice.raised'];

/** The certificates of the sites with `tls: true`, as they were last asked for. A new one says once how to trust it. */
export class SiteCertificates {
  readonly #folder: string;
  readonly #tell: (notice: Notice) => void;
  readonly #known = new Map<string, OwnCertificate>();
  /** Notices of the edit that is being made; told when it is through. */
  #due: Notice[] = [];

  constructor(folder: string, tell: (notice: Notice) => void) {
    this.#folder = folder;
    this.#tell = tell;
  }

  get all(): readonly OwnCertificate[] {
    return [...this.#known.values()];
  }

  async contextFor(site: SiteSettings): Promise<{ readonly key: string; readonly cert: string }> {
    const { siteCertificate } = await import('../host/tls-certificate.ts');
    const certificate = await siteCertificate(this.#folder, site);
    const { fingerprint256, file } = certificate;
    this.#known.set(site.name, { site: site.name, fingerprint256, file });
    if (certificate.isNew) this.#due.push(noticeOf(site, certificate));
    return { key: certificate.keyPem, cert: certificate.certificatePem };
  }

  /** The certificate that a site of this name was last given, as PEM. */
  async certificateOf(site: string): Promise<string | undefined> {
    const known = this.#known.get(site);
    return known === undefined ? undefined : readFile(known.file, 'utf8');
  }

  /** Says what there is to say, now that somebody listens. */
  tellNew(): void {
    const due = this.#due;
    this.#due = [];
    for (const notice of due) this.#tell(notice);
  }
}

function noticeOf(site: SiteSettings, { names, file }: SiteCertificate): Notice {
  return {
    level: 'info',
    text: `The site "${site.name}" has a new certificate for ${names.join(', ')}: ${file}`,
    hint: `Browsers warn about it until you trust it: ${howToTrust(file, process.platform)}`,
  };
}

/** How to make the browsers of this computer trust a certificate that is nobody's authority. */
export function howToTrust(file: string, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return `security add-trusted-cert -p ssl -k ~/Library/Keychains/login.keychain-db "${file}"`;
    case 'win32':
      return `certutil -user -addstore Root "${file}"`;
    default:
      return `certutil -d sql:$HOME/.pki/nssdb -A -t P,, -n Routepin -i "${file}" for Chromium; Firefox remembers the exception it offers; curl takes --cacert.`;
  }
}
