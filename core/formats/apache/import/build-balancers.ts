import { type Balancer, balancerSchema, type Member, memberSchema } from '../../../contract/index.ts';
import { isBalancerDefault, isMemberDefault } from '../defaults.ts';
import type { BalancerDraft, MemberDraft, ServerDraft } from './draft.ts';
import { refusals } from './fits.ts';
import type { Notebook } from './notebook.ts';
import type { Paths } from './paths.ts';
import type { ResolvedBalancers } from './resolve-balancers.ts';

/** Apache's `Timeout` without a word, in seconds. */
const DEFAULT_TIMEOUT = 60;

/** The balancers of the project from their drafts: checked key by key, without what Apache does anyway. */
export function buildBalancers(
  drafts: readonly BalancerDraft[],
  notebook: Notebook,
  paths: Paths,
): readonly Balancer[] {
  const built: Balancer[] = [];
  for (const draft of drafts) {
    const refused = refusals.balancer('name', draft.name);
    if (refused !== null) {
      notebook.note(draft.first, 'left-out', `balancer://${draft.name}: ${refused}`);
      continue;
    }
    const path = `$.balancers[${built.length}]`;
    paths.placeBalancer(draft, path);
    if (draft.declared === null) notebook.understood(draft.first, () => `${path}.name`);
    const settings = new Map<string, unknown>([['name', draft.name]]);
    for (const [key, value] of Object.entries(draft.settings)) {
      if (isBalancerDefault(key as keyof Balancer, value)) continue;
      const trouble = refusals.balancer(key, value);
      const place = draft.places.get(key) ?? draft.first;
      if (trouble === null) {
        settings.set(key, value);
        notebook.understood(place, () => `${path}.${key}`);
      } else notebook.note(place, 'left-out', `${key}: ${trouble}`);
    }
    settings.set('members', buildMembers(draft.members, path, notebook, paths));
    if (draft.routeCookie !== null) settings.set('routeCookie', draft.routeCookie);
    built.push(inOrder(settings, Object.keys(balancerSchema.shape)) as Balancer);
  }
  return built;
}

function buildMembers(
  drafts: readonly MemberDraft[],
  balancerPath: string,
  notebook: Notebook,
  paths: Paths,
): readonly Member[] {
  const built: Member[] = [];
  for (const draft of drafts) {
    const refused = refusals.member('url', draft.url);
    if (refused !== null) {
      notebook.note(draft.place, 'left-out', `the member's URL: ${refused}`);
      continue;
    }
    paths.placeMember(draft, `${balancerPath}.members[${built.length}]`);
    const settings = new Map<string, unknown>([['url', draft.url]]);
    for (const [key, value] of Object.entries(draft.settings)) {
      if (isMemberDefault(key as keyof Member, value)) continue;
      const trouble = refusals.member(key, value);
      if (trouble === null) settings.set(key, value);
      else notebook.note(draft.place, 'left-out', `${key}: ${trouble}`);
    }
    built.push(inOrder(settings, Object.keys(memberSchema.shape)) as Member);
  }
  return built;
}

/** The keys in the order of the project file. */
function inOrder(settings: ReadonlyMap<string, unknown>, keys: readonly string[]): unknown {
  return Object.fromEntries(keys.filter((key) => settings.has(key)).map((key) => [key, settings.get(key)]));
}

/**
 * `ProxyTimeout`, or else `Timeout`, is what a member without `timeout` waits (APACHE.md §5.7); a project says it with
 * each member. Hosts that disagree about one balancer can't be told so.
 */
export function spreadTimeouts(
  main: ServerDraft,
  hosts: readonly ServerDraft[],
  balancers: ResolvedBalancers,
  notebook: Notebook,
  paths: Paths,
): void {
  for (const balancer of balancers.list) {
    const users = [main, ...hosts].filter((server) => usesBalancer(server, main, balancer, balancers));
    const asking = users.length === 0 ? [main] : users;
    const said = asking.map((server) => timeoutOf(server, main));
    const seconds = new Set(said.map((one) => one?.value ?? DEFAULT_TIMEOUT));
    const open = balancer.members.filter((member) => member.settings.timeout === undefined);
    const [first] = open;
    if (seconds.size > 1) {
      for (const one of said) {
        if (one !== null) {
          notebook.note(
            one.place,
            'left-out',
            `virtual hosts disagree about it for the members of balancer://${balancer.name}`,
          );
        }
      }
      continue;
    }
    const [value = DEFAULT_TIMEOUT] = seconds;
    for (const one of said) {
      if (one !== null)
        notebook.understood(one.place, first === undefined ? null : () => paths.member(first));
    }
    if (value === DEFAULT_TIMEOUT) continue;
    for (const member of open) member.settings.timeout = value;
  }
  for (const server of [main, ...hosts]) {
    for (const one of [server.proxyTimeout, server.timeout]) {
      if (one === null || notebook.isAccounted(one.place)) continue;
      if (one.value === DEFAULT_TIMEOUT) notebook.understood(one.place);
      else
        notebook.note(
          one.place,
          'left-out',
          'no balancer that ProxyPass goes to has a member without a timeout of its own',
        );
    }
    const plain = [...server.mappings, ...server.locationMappings].find(
      ({ balancer, url }) => balancer === null && url !== '!',
    );
    const rules = timeoutOf(server, main);
    if (plain !== undefined && rules !== null && rules.value !== DEFAULT_TIMEOUT) {
      notebook.note(
        rules.place,
        'left-out',
        `targets that are no balancer always wait ${DEFAULT_TIMEOUT} seconds`,
      );
    }
  }
}

function timeoutOf(server: ServerDraft, main: ServerDraft): ServerDraft['timeout'] {
  return server.proxyTimeout ?? main.proxyTimeout ?? server.timeout ?? main.timeout;
}

function usesBalancer(
  server: ServerDraft,
  main: ServerDraft,
  balancer: BalancerDraft,
  balancers: ResolvedBalancers,
): boolean {
  const mappings = [...server.mappings, ...server.locationMappings];
  // The main server's own mappings are asked through its hosts as well.
  const inherited = server === main ? [] : [...main.mappings, ...main.locationMappings];
  return [...mappings, ...inherited].some(
    ({ balancer: key }) => key !== null && balancers.of(server, key) === balancer,
  );
}
