/** How much a finding matters: `error` breaks stickiness or serving, `warning` will one day, `hint` is worth knowing. */
export const LINT_SEVERITIES = ['error', 'warning', 'hint'] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

/** One step of a mend: a JSON path of the project (`$.balancers[0].members[1].route`), and what happens there. */
export type MendStep =
  | { readonly path: string; readonly value: unknown }
  | { readonly path: string; readonly remove: true };

/** A change of the project that takes a finding away, as data: `applyMend` makes the project, `project.apply` runs it. */
export interface Mend {
  /** What a button says, such as `Set route to "3"`. */
  readonly label: string;
  readonly steps: readonly MendStep[];
}

/** Where a finding stands in a server's configuration; lines count from 1. */
export interface ConfigurationPlace {
  readonly file: string;
  readonly line: number;
}

/** One thing that is legal and will not do what its author means: the setting, the symptom users see, the mend. */
export interface Finding {
  /** The lint's name, a fact in kebab-case: `route-missing`. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** JSON path of the setting in the project, or null for what only a configuration can say. */
  readonly path: string | null;
  /** File and line in the configuration that was read; null for a project. */
  readonly place: ConfigurationPlace | null;
  /** One plain sentence: what is wrong here. */
  readonly message: string;
  /** What users and logs will show. */
  readonly symptom: string;
  /** The code of the line in Apache's error log that goes with it (`AH01144`), or null. */
  readonly logCode: string | null;
  /** How to mend it, in words. */
  readonly advice: string;
  /** The change that does it, where it can be told from the project alone. */
  readonly mend: Mend | null;
}

/** What went through a running project and a lint may use; every list is empty where nobody has looked. */
export interface SeenTraffic {
  /** Balancers (as the project names them) of which a WebSocket was asked and that did not open one. */
  readonly webSocketsRefused: readonly string[];
  /** Sites with a 403 to a request whose Origin names the site while the member saw another Host. */
  readonly originsRefused: readonly string[];
  /** Names of cookies that applications set, by site: what a route cookie of the same name would overwrite. */
  readonly applicationCookies: readonly { readonly site: string; readonly name: string }[];
}

export const NOTHING_SEEN: SeenTraffic = {
  webSocketsRefused: [],
  originsRefused: [],
  applicationCookies: [],
};
