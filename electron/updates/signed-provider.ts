import type { AppUpdater, ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater';
import {
  Provider,
  type ProviderRuntimeOptions,
  parseUpdateInfo,
  resolveFiles,
} from 'electron-updater/out/providers/Provider.js';
import type { UpdateFeed } from './feed.ts';
import { isSignedBy } from './signature.ts';

/** electron-updater's options of a provider of one's own. */
interface SignedOptions {
  readonly provider: 'custom';
  readonly feed: UpdateFeed;
}

/**
 * electron-updater's generic feed, with one thing more: the manifest (`latest-linux.yml` and its like) counts only when
 * the detached signature beside it (`latest-linux.yml.sig`) is that of the key built into this program. What is
 * downloaded later must have the digest that the manifest names, so a signature over it covers all of the update: who
 * holds the web server, or stands on the way to it, can withhold an update and not make one.
 */
export class SignedProvider extends Provider<UpdateInfo> {
  readonly #feed: UpdateFeed;

  constructor(options: SignedOptions, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
    super(runtime);
    this.#feed = options.feed;
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    const name = `${this.getDefaultChannelName()}.yml`;
    const url = new URL(name, this.#feed.url);
    const [manifest, signature] = await Promise.all([
      this.httpRequest(url),
      this.httpRequest(new URL(`${name}.sig`, this.#feed.url)),
    ]);
    if (manifest === null || signature === null || !isSignedBy(manifest, signature, this.#feed.publicKey)) {
      throw new Error(`${url.href} is not signed with the key of this program`);
    }
    return parseUpdateInfo(manifest, name, url);
  }

  resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    return resolveFiles(info, new URL(this.#feed.url));
  }
}
