/** A rule of the study of httpd 2.4 that this program follows, by its number. */
export interface ApacheRule {
  /** Such as `1.4`, or a range `4.2–4.4`, or several. */
  readonly section: string;
  /** In one or two sentences; code between backticks. */
  readonly text: string;
}

/** The rules of core/README.md ("The rules, by number"), word for word: a test holds the two together. */
export const APACHE_RULES: readonly ApacheRule[] = [
  {
    section: '0.1–0.7',
    text: 'One loop: map, pick, try, and pick again while the member became unusable and attempts are left; `maxattempts` defaults to members − 1, fixed at the start',
  },
  {
    section: '1.1',
    text: '`stickysession=cookie|url`: two names, each cut at 63 characters',
  },
  {
    section: '1.2',
    text: 'The URL is asked first; once it yields a value, cookies are never looked at',
  },
  {
    section: '1.3',
    text: 'URL search is a plain substring search; the path decoded, the query raw; `?` and `&` end a value, `;` only with `scolonpathdelim`',
  },
  {
    section: '1.4',
    text: 'Cookie search wants a border before the name; the first match wins for good; no unquoting',
  },
  {
    section: '1.5',
    text: 'The route follows the *first* separator; none in the value means no route; `Off` takes the whole value',
  },
  {
    section: '1.6',
    text: 'Route to member: exact, in configured order, standbys in a second pass; unusable → retry → `redirect` → next with the same route',
  },
  {
    section: '2.1',
    text: 'Flags D S I H R E N C; draining, standby and spare members still serve their own sessions',
  },
  {
    section: '2.2–2.4',
    text: 'A lost pin fails over within the request; `nofailover` refuses with 503; `retry=0` never lets a pinned session go',
  },
  {
    section: '2.5',
    text: "Balancer `timeout`: wait in hundredths when nobody is usable; other requests don't wait meanwhile",
  },
  {
    section: '2.6',
    text: '`failonstatus`, `failontimeout` mark the member after the answer; the client still gets it',
  },
  {
    section: '2.7',
    text: 'Which failure gives which status, and when the connection is just closed',
  },
  {
    section: '3',
    text: 'The variables, and when BALANCER_ROUTE_CHANGED is set: whenever the lbmethod chose for a sticky balancer, or a redirect was followed; failover included',
  },
  {
    section: '4.1',
    text: 'One candidate walk: lbset by lbset, spares replace unusable members, standbys last; ties go to the earlier',
  },
  {
    section: '4.2–4.4',
    text: "byrequests, bytraffic, bybusyness with Apache's integers",
  },
  {
    section: '4.6',
    text: 'A sticky hit charges lbstatus too',
  },
  {
    section: '4.7',
    text: 'Counters: elected and busy per attempt, failed attempts are not refunded',
  },
  {
    section: '4.8',
    text: 'What an edit resets: a load factor sets every lbstatus to its factor; an lbmethod starts anew',
  },
  {
    section: '5.1–5.3',
    text: 'What fails over, what never does, and that the body goes along',
  },
  {
    section: '5.4–5.5',
    text: 'Retry is strict and by the microsecond; forced recovery when every member is in error',
  },
  {
    section: '5.6–5.7',
    text: 'A kept connection that was closed is noticed before use; `timeout` is per read, `ping` asks first',
  },
  {
    section: '6.1–6.7',
    text: 'Fields to the member and to the client, upgrades, Max-Forwards, path mapping, ProxyPassReverse',
  },
  {
    section: '7.1, 7.2, 7.5',
    text: "The route cookie comes after the backend's cookies, on its answers only: not on 1xx, 101 or pages of our own",
  },
  {
    section: '8',
    text: 'Health checks: cumulative counters, C is never cleared by `retry`',
  },
  {
    section: '4.5',
    text: "heartbeat chooses by chance and by a multicast of its own; projects can't ask for it",
  },
  {
    section: '7.3, 7.4, 7.6',
    text: 'of mod_headers we have the one line of the recipe: `Header add Set-Cookie … env=BALANCER_ROUTE_CHANGED`',
  },
];

/** The rules that a reference names (`APACHE.md §3, §7.1`), in order; a chapter (`§4`) gives all of its own. */
export function rulesFor(reference: string): readonly ApacheRule[] {
  const asked = [...reference.matchAll(/§(\d+(?:\.\d+)?)/g)].map(([, section]) => section ?? '');
  return APACHE_RULES.filter(({ section }) => asked.some((one) => covers(section, one)));
}

function covers(section: string, asked: string): boolean {
  return section.split(', ').some((part) => {
    const [first = '', last = first] = part.split('–');
    if (!asked.includes('.')) return first.split('.', 1)[0] === asked;
    return compare(first, asked) <= 0 && compare(asked, last) <= 0;
  });
}

/** By chapter, then by number: `1.10` comes after `1.9`. */
function compare(a: string, b: string): number {
  const [chapterA = 0, numberA = 0] = a.split('.').map(Number);
  const [chapterB = 0, numberB = 0] = b.split('.').map(Number);
  return chapterA - chapterB || numberA - numberB;
}
