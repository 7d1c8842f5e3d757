import { type OwnSite, ownershipOf } from './own-sites.ts';

/** Downloads of embedded pages from anywhere but our own sites: what comes through those is a request of the core's. */
export interface ForeignDownloads {
  readonly running: number;
  /** A download has begun at this address; gives what to call when it is over. */
  readonly began: (url: string) => () => void;
}

export function createForeignDownloads(sites: () => readonly OwnSite[]): ForeignDownloads {
  const running = new Set<symbol>();
  return {
    get running() {
      return running.size;
    },
    began(url) {
      const download = Symbol(url);
      if (ownershipOf(url, sites()).kind !== 'ours') running.add(download);
      return () => running.delete(download);
    },
  };
}
