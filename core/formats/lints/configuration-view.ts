import type { ConfigurationPlace, ImportNote } from '../../contract/index.ts';
import type { Directive } from '../apache/import/directive.ts';

/** A directive with the sections around it, the nearest last. */
export interface PlacedDirective {
  readonly directive: Directive;
  readonly sections: readonly Directive[];
}

/** A configuration laid out for lints. */
export interface ConfigurationView {
  /** Every directive and section, in the order of the file. */
  readonly all: readonly PlacedDirective[];
  /** Those with one of these keys (lower case; sections with their bracket). */
  named(...keys: readonly string[]): readonly PlacedDirective[];
  /** Every `key=value` that a balancer or member is given, wherever it may stand (APACHE.md §9.2, §9.3). */
  readonly parameters: readonly Parameter[];
  /** What the import had to say of lines. */
  readonly notes: readonly ImportNote[];
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

/** Lays out a tree of directives, with the notes that its import took. */
export function viewConfiguration(
  tree: readonly Directive[],
  notes: readonly ImportNote[],
): ConfigurationView {
  const all = [...placed(tree, [])];
  return {
    all,
    notes,
    named: (...keys) => all.filter(({ directive }) => keys.includes(directive.key)),
    parameters: all.flatMap(parametersOf),
  };
}

/** Where a directive stands. */
export function placeOf({ directive }: PlacedDirective): ConfigurationPlace {
  return { file: directive.file, line: directive.line };
}

function* placed(tree: readonly Directive[], sections: readonly Directive[]): Generator<PlacedDirective> {
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

/** A balancer that is used and declared nowhere, as its first ProxyPass line names it. */
export interface UndeclaredBalancer {
  readonly name: string;
  readonly of: PlacedDirective;
}

/** Balancers that ProxyPass lines name and no section or member line declares; case does not matter (APACHE.md §9.4). */
export function undeclaredBalancers(view: ConfigurationView): readonly UndeclaredBalancer[] {
  const declared = view
    .named('<proxy', 'balancermember')
    .flatMap(({ directive }) => balancerIn(directive.words[0] ?? '') ?? [])
    .map((name) => name.toLowerCase());
  return view.named('proxypass').flatMap((of): readonly UndeclaredBalancer[] => {
    const name = of.directive.words.slice(0, 2).flatMap((word) => balancerIn(word) ?? [])[0];
    return name === undefined || declared.includes(name.toLowerCase()) ? [] : [{ name, of }];
  });
}

function balancerIn(word: string): string | undefined {
  return /^["']?balancer:\/\/([^/"']+)/i.exec(word)?.[1];
}
