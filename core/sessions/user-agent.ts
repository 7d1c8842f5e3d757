import Bowser from 'bowser';

/** A client in words, for people: `Chrome · Linux` and `CL`. */
export interface ClientWords {
  readonly label: string;
  readonly initials: string;
}

/** Tools that say plainly what they are; looked for before browsers, whose names many of them borrow. */
const TOOLS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bcurl\//i, 'curl'],
  [/\bwget\//i, 'Wget'],
  [/\bplaywright\//i, 'Playwright'],
  [/\bHeadlessChrome\//, 'Headless Chrome'],
  [/\bApacheBench\//, 'ApacheBench'],
  [/\bpython-requests\//i, 'Python requests'],
  [/\bpython-urllib\//i, 'Python urllib'],
  [/\bhttpie\//i, 'HTTPie'],
  [/\bPostmanRuntime\//i, 'Postman'],
  [/\binsomnia\//i, 'Insomnia'],
  [/\bApache-HttpClient\//i, 'Apache HttpClient'],
  [/\bJMeter\b/i, 'JMeter'],
  [/\bGo-http-client\//i, 'Go'],
  [/\bokhttp\//i, 'OkHttp'],
  [/^Java\//, 'Java'],
  [/^k6\//, 'k6'],
  [/^(?:node|undici)\b/i, 'Node.js'],
];

/** Reading a User-Agent takes a third of a millisecond, and a machine's clients use a handful of them. */
const known = new Map<string, ClientWords>();
const MOST_KNOWN = 500;

/** Browser and platform of a User-Agent in words; a tool's own name for tools. Never throws, whatever the text. */
export function clientWords(userAgent: string): ClientWords {
  let words = known.get(userAgent);
  if (words === undefined) {
    words = readUserAgent(userAgent);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(userAgent, words);
  }
  return words;
}

function readUserAgent(userAgent: string): ClientWords {
  if (userAgent.trim() === '') return withInitials('Unknown client');
  for (const [pattern, name] of TOOLS) if (pattern.test(userAgent)) return withInitials(name);
  // Longer than any browser sends; patterns run over what stands in front.
  const { browser, os } = parsed(userAgent.slice(0, 512));
  if (browser === undefined) {
    const product = /^[\w.-]{1,40}/.exec(userAgent)?.[0];
    return withInitials(product ?? 'Unknown client');
  }
  return withInitials(os === undefined ? browser : `${browser} · ${os}`);
}

function parsed(userAgent: string): {
  readonly browser: string | undefined;
  readonly os: string | undefined;
} {
  try {
    const parser = Bowser.getParser(userAgent);
    return { browser: parser.getBrowserName() || undefined, os: parser.getOSName() || undefined };
  } catch {
    return { browser: undefined, os: undefined };
  }
}

/** `Chrome · Linux` gives CL, `curl` gives CU. */
function withInitials(label: string): ClientWords {
  const words = label.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters =
    words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}` : (words[0] ?? '?').slice(0, 2);
  return { label, initials: letters.toUpperCase() };
}
