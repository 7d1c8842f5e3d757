import type { ConfigurationPlace } from '../../contract/index.ts';

/** One directive of a configuration, or one section with what stands in it, as the reader of Apache's syntax gives them. */
export interface ConfigurationDirective {
  readonly file: string;
  readonly line: number;
  /** Lower case; of a section with its bracket: `<virtualhost`. */
  readonly key: string;
  /** What follows the name, split into words as httpd does; of a section without the bracket. */
  readonly words: readonly string[];
  /** Null for what is no section. */
  readonly children: readonly ConfigurationDirective[] | null;
}

/** A directive with the sections around it, the nearest last. */
export interface PlacedDirective {
  readonly directive: ConfigurationDirective;
  readonly sections: readonly ConfigurationDirective[];
}

/** A configuration laid out for lints. */
export interface ConfigurationView {
  /** Every directive and section, in the order of the file. */
  readonly all: readonly PlacedDirective[];
  /** Those with one of these keys (lower case; sections with their bracket). */
  named(...keys: readonly string[]): readonly PlacedDirective[];
  /** Every `key=value` that a balancer or member is given, wherever it may stand (APACHE.md §9.2, §9.3). */
  readonly parameters: readonly Parameter[];
}

/** One `key=value` of a BalancerMember, ProxySet, ProxyPass or `<Proxy>`. */
export interface Parameter {
  /** Lower case. */
  readonly key: string;
  readonly value: string;
  readonly of: PlacedDirective;
  /** Whether it is a member's or a plain target's, not a balancer's. */
  readonly isMember: boolean;
}

/** Lays out a tree of directives. */
export function viewConfiguration(tree: readonly ConfigurationDirective[]): ConfigurationView {
  const all = [...placed(tree, [])];
  return {
    all,
    named: (...keys) => all.filter(({ directive }) => keys.includes(directive.key)),
    parameters: all.flatMap(parametersOf),
  };
}

/** Where a directive stands. */
export function placeOf({ directive }: PlacedDirective): ConfigurationPlace {
  return { file: directive.file, line: directive.line };
}

function* placed(
  tree: readonly ConfigurationDirective[],
  sections: readonly ConfigurationDirective[],
): Generator<PlacedDirective> {
  for (const directive of tree) {
    yield { directive, sections };
    if (directive.children !== null) yield* placed(directive.children, [...sections, directive]);
  }
}

const HOLDERS = ['balancermember', 'proxyset', 'proxypass', '<proxy'];

function parametersOf(of: PlacedDirective): readonly Parameter[] {
  const { directive, sections } = of;
  if (!HOLDERS.includes(directive.key)) return [];
  const url = directive.words.find((word) => /^["']?[a-z]+:\/\//i.test(word)) ?? '';
  const around = sections.findLast(({ key }) => key === '<proxy')?.words[0] ?? '';
  const isBalancer = /^["']?balancer:/i.test(url === '' ? around : url);
  const isMember = directive.key === 'balancermember' || !isBalancer;
  return directive.words.flatMap((word) => {
    const [, key, value = ''] = /^([a-z]+)=([\s\S]*)$/i.exec(word) ?? [];
    return key === undefined ? [] : [{ key: key.toLowerCase(), value, of, isMember }];
  });
}
