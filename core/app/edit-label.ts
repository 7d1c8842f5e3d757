import {
  type Member,
  type MemberChange,
  type Project,
  type ProjectChanges,
  parseMemberUrl,
  parseStatus,
  type SettingChange,
} from '../contract/index.ts';

/** Both directions of each flag as a person calls them. E and C are set by events; switched by hand they are spelt out. */
const FLAG_WORDS: Readonly<Record<string, readonly [on: string, off: string]>> = {
  N: ['drain', 'end draining of'],
  D: ['disable', 'enable'],
  S: ['stop', 'start'],
  H: ['make standby:', 'end standby of'],
  R: ['make spare:', 'end spare of'],
  I: ['ignore errors of', 'mind errors of'],
  E: ['mark in error:', 'clear error of'],
  C: ['mark failed check of', 'clear failed check of'],
};

/** What Apache assumes when a setting is absent, where a label is clearer with it. */
const DEFAULT_WORDS: Readonly<Record<string, unknown>> = {
  loadfactor: 1,
  lbset: 0,
  retry: 60,
  timeout: 60,
  lbmethod: 'byrequests',
  hcinterval: 30,
  hcpasses: 1,
  hcfails: 1,
  nofailover: false,
  failontimeout: false,
  forcerecovery: true,
  preserveHost: false,
  proxyPassReverse: true,
};

/** One item of a list, where its name is not the list's. */
const ITEM_WORDS: Readonly<Record<string, string>> = {
  balancers: 'balancer',
  sites: 'site',
  members: 'member',
  processes: 'process',
};

/** What an edit is called after "Undo": `drain route 2`, `retry 60 to 5`, `add member 5`, `3 changes`. */
export function labelOfEdit(changes: ProjectChanges, before: Project, after: Project): string {
  const { addedMembers, removedMembers, editedMembers, settings } = changes;
  const balancers = [...changes.addedBalancers, ...changes.removedBalancers];
  if (balancers.length === 0 && addedMembers.length + removedMembers.length + editedMembers.length === 1) {
    const [added] = addedMembers;
    const [removed] = removedMembers;
    const [edited] = editedMembers;
    const elsewhere = settings.some(({ path }) => !path.includes('.members'));
    if (!elsewhere && added !== undefined) return `add member ${nameOf(added)}`;
    if (!elsewhere && removed !== undefined) return `remove member ${nameOf(removed)}`;
    if (!elsewhere && edited !== undefined) return memberEdit(edited, before, after);
  }
  if (balancers.length === 1 && settings.every(({ path }) => path.startsWith('$.balancers'))) {
    return `${changes.addedBalancers.length === 1 ? 'add' : 'remove'} balancer ${balancers[0]}`;
  }
  const [setting] = settings;
  if (settings.length === 1 && setting !== undefined) return settingEdit(setting);
  return `${settings.length} changes`;
}

function memberEdit(
  edited: MemberChange & { readonly keys: readonly string[] },
  before: Project,
  after: Project,
): string {
  const old = memberOf(before, edited);
  const now = memberOf(after, edited);
  const [key] = edited.keys;
  if (edited.keys.length !== 1 || key === undefined || old === undefined || now === undefined) {
    return `edit member ${nameOf(edited)}`;
  }
  if (key === 'status') {
    const name = edited.route === '' ? nameOf(edited) : `route ${edited.route}`;
    return statusEdit(name, old.status, now.status);
  }
  return settingEdit({ path: `$.${key}`, from: old[key as keyof Member], to: now[key as keyof Member] });
}

function statusEdit(name: string, from: string | undefined, to: string | undefined): string {
  const was = parseStatus(from ?? '') ?? '';
  const is = parseStatus(to ?? '') ?? '';
  const flips = [...`${was}${is}`].filter((letter) => was.includes(letter) !== is.includes(letter));
  const [letter] = flips;
  const words = letter === undefined || flips.length > 1 ? undefined : FLAG_WORDS[letter];
  if (words === undefined || letter === undefined) return `status of ${name}`;
  return `${is.includes(letter) ? words[0] : words[1]} ${name}`;
}

function settingEdit({ path, from, to }: SettingChange): string {
  const [, name = 'setting', item] = /([A-Za-z]\w*)(\[\d+\])?$/.exec(path) ?? [];
  const key = item === undefined ? name : (ITEM_WORDS[name] ?? name);
  const was = from ?? DEFAULT_WORDS[key];
  const is = to ?? DEFAULT_WORDS[key];
  if (isShort(was) && isShort(is)) return `${key} ${String(was)} to ${String(is)}`;
  if (was === undefined && isShort(is)) return `set ${key} to ${String(is)}`;
  if (is === undefined || is === null) return `remove ${key}`;
  return was === undefined || was === null ? `add ${key}` : `edit ${key}`;
}

function isShort(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length <= 40)
  );
}

/** A member as people call it: its route, else host and port. */
function nameOf(member: MemberChange): string {
  if (member.route !== '') return member.route;
  const url = parseMemberUrl(member.url);
  return url === undefined ? member.url : `${url.hostname}:${url.port}`;
}

function memberOf(project: Project, { balancer, url }: MemberChange): Member | undefined {
  return project.balancers
    .find((candidate) => candidate.name.toLowerCase() === balancer)
    ?.members.find((member) => member.url === url);
}
