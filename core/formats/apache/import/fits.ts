import { balancerSchema, memberSchema, proxyPassSchema, siteSchema } from '../../../contract/index.ts';

/** What the project file says of a value that can't stand there; null when it can. */
export type Refusal = string | null;

interface Checks {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly error?: { readonly issues: readonly { readonly message: string }[] };
  };
}

function refusalOf(schema: Checks | undefined, value: unknown): Refusal {
  const parsed = schema?.safeParse(value);
  if (parsed === undefined || parsed.success) return null;
  return parsed.error?.issues.map((issue) => issue.message).join('; ') ?? 'not a value for a project';
}

/** Each key on its own, so that one bad value costs no other. */
export const refusals = {
  member: (key: string, value: unknown): Refusal => refusalOf(pick(memberSchema.shape, key), value),
  balancer: (key: string, value: unknown): Refusal => refusalOf(pick(balancerSchema.shape, key), value),
  site: (key: string, value: unknown): Refusal => refusalOf(pick(siteSchema.shape, key), value),
  mapping: (value: unknown): Refusal => refusalOf(proxyPassSchema, value),
} as const;

function pick(shape: Readonly<Record<string, Checks>>, key: string): Checks | undefined {
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}
