/** The servers that a project is compared for; Apache 2.2 is left out because nobody moves to it. */
export const COMPARED_FORMATS = ['apache', 'haproxy', 'nginx', 'nginx-map', 'caddy', 'traefik'] as const;
export type ComparedFormat = (typeof COMPARED_FORMATS)[number];

/** What one server does about one behaviour. */
export interface ComparisonCell {
  /** `same` as Apache does; `differs`; `missing` where the server has no such thing and the export leaves it out. */
  readonly verdict: 'same' | 'differs' | 'missing';
  /** One sentence, with this project's values. */
  readonly words: string;
  /** `run` when our tests see it beside the real server, `documented` when it is what its manual or source says. */
  readonly proof: 'run' | 'documented';
}

/** One behaviour and what each server makes of it. */
export interface ComparisonRow {
  readonly id: string;
  readonly behaviour: string;
  /** JSON path of the setting that decides, or null. */
  readonly path: string | null;
  readonly cells: Readonly<Record<ComparedFormat, ComparisonCell>>;
}

/** A project beside the servers that it can be exported to, balancer by balancer. */
export interface TargetComparison {
  readonly balancers: readonly { readonly name: string; readonly rows: readonly ComparisonRow[] }[];
}
