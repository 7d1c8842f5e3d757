import type { ComparedFormat, ComparisonCell } from '../../contract/index.ts';

type Said = readonly [verdict: ComparisonCell['verdict'], words: string];

/** Servers that our tests run beside; what is said of the others is what they document. */
const RUN: readonly ComparedFormat[] = ['apache', 'haproxy', 'nginx-map'];

/** The cells of a row. */
export function cells(
  said: Readonly<Record<ComparedFormat, Said>>,
): Readonly<Record<ComparedFormat, ComparisonCell>> {
  const made = (format: ComparedFormat): ComparisonCell => {
    const [verdict, words] = said[format];
    return { verdict, words, proof: RUN.includes(format) ? 'run' : 'documented' };
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
