import { flagsOf, memberOf, type Played } from './played.ts';

/** Where two servers part, and the words of the export that say so. */
export interface Said {
  readonly formats: readonly ('haproxy' | 'nginx-map')[];
  /** Part of the sentence that has to stand in the export. */
  readonly sentence: string;
  /** Whether this is what made the two part. */
  explains(played: Played): boolean;
}

export const SAID: readonly Said[] = [
  {
    formats: ['nginx-map'],
    sentence: 'when nobody answers nginx says 502',
    explains: ({ ours, theirs }) => ours.status === 503 && theirs.status === 502 && theirs.backend === null,
  },
  {
    formats: ['nginx-map'],
    sentence: 'members see the Host that the browser sent',
    explains: ({ asked, theirs }) => theirs.host === asked.host,
  },
  {
    formats: ['nginx-map'],
    sentence: 'regardless of the case of its name',
    explains: ({ asked, theirs }) =>
      /(?:^|; )[a-z]*(?:id|route)=/.test(asked.cookie) && theirs.cookies.length === 0,
  },
  {
    formats: ['haproxy'],
    sentence: 'HAProxy always says path=/',
    explains: ({ balancer, theirs }) =>
      balancer?.routeCookie?.path === undefined && theirs.cookies.join().includes('path=/'),
  },
  {
    formats: ['haproxy'],
    sentence: 'of several cookies of that name HAProxy goes by the last',
    explains: ({ asked }) => nameCount(asked.cookie) > 1,
  },
  {
    formats: ['haproxy'],
    sentence: 'a cookie that names a member counts even where an id in the URL',
    explains: ({ asked }) => nameCount(asked.cookie) > 0 && ID_IN_URL.test(asked.target),
  },
  {
    formats: ['haproxy'],
    sentence: 'as a whole parameter behind a question mark',
    explains: ({ asked }) => /;(?:routeid|apiroute|jsessionid)=/i.test(asked.target),
  },
  {
    formats: ['haproxy'],
    sentence: 'HAProxy takes the cookie away',
    explains: ({ theirs }) => /^[A-Z]+=; .*1970/.test(theirs.cookies.join()),
  },
  {
    formats: ['nginx-map'],
    sentence: 'nginx sets no cookie for it',
    explains: ({ balancer, theirs }) =>
      theirs.cookies.length === 0 && !isWritten(memberOf(balancer, theirs)?.route),
  },
  {
    formats: ['haproxy', 'nginx-map'],
    sentence: 'this route holds characters that are not written',
    explains: ({ balancer, asked }) =>
      balancer?.members.some(({ route = '' }) => !isWritten(route) && asked.cookie.includes(route)) === true,
  },
  {
    formats: ['haproxy'],
    sentence: 'a redirected session gets no new cookie here',
    explains: ({ decision, theirs }) => decision === 'redirected' && theirs.cookies.length === 0,
  },
  {
    formats: ['haproxy', 'nginx-map'],
    sentence: 'a spare takes the place of any unusable member',
    explains: ({ balancer, ours }) => /R/.test(flagsOf(balancer, ours)),
  },
  {
    formats: ['haproxy', 'nginx-map'],
    sentence: 'knows members and backups, no further sets',
    explains: ({ balancer }) => new Set(balancer?.members.map(({ lbset }) => lbset ?? 0)).size > 1,
  },
  {
    formats: ['haproxy', 'nginx-map'],
    // With maxattempts=0 whoever's turn it is meets the dead member and fails, on either side once.
    sentence: 'do not count for whose turn is next',
    explains: ({ balancer, decision, ours, theirs }) =>
      balancer?.maxattempts === 0 &&
      decision !== 'pinned' &&
      (ours.backend === null) !== (theirs.backend === null),
  },
];

const ID_IN_URL = /[?&;](?:routeid|apiroute|jsessionid)=/i;

function isWritten(route = ''): boolean {
  return /^[\w.~:@+]+$/.test(route);
}

/** How many cookies of a name that some balancer looks for. */
function nameCount(cookie: string): number {
  return cookie.match(/(?:^|; )(?:ROUTEID|APIROUTE|JSESSIONID)=/g)?.length ?? 0;
}
