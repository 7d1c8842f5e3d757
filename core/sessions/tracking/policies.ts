/** How the script may stand in a page: in line or by its URL, with a nonce or without. */
export interface ScriptForm {
  readonly where: 'inline' | 'external';
  readonly nonce: string | null;
}

/** What the script will do, which its page's policies must allow besides running it. */
export interface ScriptNeeds {
  /** False for pages that only send beacons. */
  readonly opensSocket: boolean;
  readonly sendsBeacons: boolean;
  readonly isTls: boolean;
}

/** A source list of one directive, or null for "anything". */
type Sources = readonly string[] | null;

type Policy = ReadonlyMap<string, readonly string[]>;

/**
 * How the script may be inserted under these policies, or why not. Every policy of the page must allow it without any
 * doubt, those that only report included: they would write to the console and send reports (TABS.md, design 2–3).
 * Integrity-Policy wants hashes of scripts by URL; in-line ones pass. Policies are read, never rewritten.
 */
export function scriptFormFor(
  policies: readonly string[],
  integrityPolicies: readonly string[],
  needs: ScriptNeeds,
): ScriptForm | { readonly refused: string } {
  const parsed = policies.flatMap((text) => text.split(',')).map(parsePolicy);
  for (const policy of parsed) {
    const refused = contextRefusal(policy, needs);
    if (refused !== null) return { refused };
  }
  const forms: ScriptForm[] = [{ where: 'inline', nonce: null }];
  const nonces = [...new Set(parsed.flatMap((policy) => noncesOf(scriptSources(policy))))];
  for (const nonce of nonces) forms.push({ where: 'inline', nonce });
  if (integrityPolicies.every((text) => !/\bscript\b/i.test(text))) {
    forms.push({ where: 'external', nonce: null });
    for (const nonce of nonces) forms.push({ where: 'external', nonce });
  }
  const form = forms.find((candidate) => parsed.every((policy) => allows(scriptSources(policy), candidate)));
  return form ?? { refused: 'its Content-Security-Policy allows no script of ours' };
}

/** One policy as its directives; the first of a name counts (CSP3 §2.2.1). */
function parsePolicy(text: string): Policy {
  const directives = new Map<string, readonly string[]>();
  for (const part of text.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/);
    const lower = name.toLowerCase();
    if (lower !== '' && !directives.has(lower)) directives.set(lower, values);
  }
  return directives;
}

function scriptSources(policy: Policy): Sources {
  return policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src') ?? null;
}

function contextRefusal(policy: Policy, needs: ScriptNeeds): string | null {
  const sandbox = policy.get('sandbox')?.map((flag) => flag.toLowerCase());
  if (
    sandbox !== undefined &&
    !(sandbox.includes('allow-scripts') && sandbox.includes('allow-same-origin'))
  ) {
    return 'its Content-Security-Policy puts it into a sandbox';
  }
  if (policy.has('upgrade-insecure-requests') && !needs.isTls) {
    return 'its Content-Security-Policy sends requests to https';
  }
  const connect = policy.get('connect-src') ?? policy.get('default-src');
  if (connect === undefined) return null;
  const lower = connect.map((source) => source.toLowerCase());
  if (lower.includes("'self'") || lower.includes('*')) return null;
  // A scheme alone covers the socket, and only where it is the page's own kind.
  const scheme = needs.isTls ? 'wss:' : 'ws:';
  if (needs.opensSocket && !needs.sendsBeacons && lower.includes(scheme)) return null;
  return 'the connect-src of its Content-Security-Policy does not allow connections to its own site';
}

function noncesOf(sources: Sources): readonly string[] {
  return (sources ?? []).flatMap((source) => /^'nonce-([\w+/=-]+)'$/i.exec(source)?.[1] ?? []);
}

function allows(sources: Sources, form: ScriptForm): boolean {
  if (sources === null) return true;
  if (form.nonce !== null && noncesOf(sources).includes(form.nonce)) return true;
  const lower = sources.map((source) => source.toLowerCase());
  const isStrict = lower.includes("'strict-dynamic'");
  if (form.where === 'external') return !isStrict && (lower.includes("'self'") || lower.includes('*'));
  // 'unsafe-inline' is void beside a nonce, a hash or 'strict-dynamic' (CSP3 §6.7.3.2).
  const isVoid = isStrict || lower.some((source) => /^'(?:nonce|sha256|sha384|sha512)-/.test(source));
  return lower.includes("'unsafe-inline'") && !isVoid;
}
