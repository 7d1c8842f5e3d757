import type { ComparedFormat, ComparisonCell } from '../../contract/index.ts';

type Said = readonly [verdict: ComparisonCell['verdict'], words: string];

/**
 * What tests show beside the real server (test/parity/peers), row by row; Apache has test/parity. What is said of the
 * others is what they document.
 */
const SEEN: Readonly<Partial<Record<ComparedFormat, readonly string[]>>> = {
  haproxy: [
    'cookie-value',
    'application-id',
    'separator',
    'url',
    'cookie-when',
    'lost-member',
    'back-again',
    'all-gone',
    'drain',
    'standby',
    'redirect',
    'host',
    'location',
  ],
  'nginx-map': [
    'cookie-value',
    'application-id',
    'separator',
    'url',
    'cookie-when',
    'lost-member',
    'all-gone',
    'sent-again',
    'drain',
    'standby',
    'redirect',
    'host',
    'location',
  ],
};

/** The cells of the row `id`. */
export function cells(
  id: string,
  said: Readonly<Record<ComparedFormat, Said>>,
): Readonly<Record<ComparedFormat, ComparisonCell>> {
  const made = (format: ComparedFormat): ComparisonCell => {
    const [verdict, words] = said[format];
    const isSeen = format === 'apache' || SEEN[format]?.includes(id) === true;
    return { verdict, words, proof: isSeen ? 'run' : 'documented' };
  };
  return {
    apache: made('apache'),
    haproxy: made('haproxy'),
    nginx: made('nginx'),
    'nginx-map': made('nginx-map'),
    caddy: made('caddy'),
    traefik: made('traefik'),
  };
}

export const same = (words: string): Said => ['same', words];
export const differs = (words: string): Said => ['differs', words];
export const missing = (words: string): Said => ['missing', words];
