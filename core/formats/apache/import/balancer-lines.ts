import { type Balancer, type Member, parseMemberUrl } from '../../../contract/index.ts';
import { BALANCER_PARAMETERS } from './balancer-parameters.ts';
import type { Directive } from './directive.ts';
import {
  type BalancerDraft,
  balancerOf,
  type MemberDraft,
  type Surroundings,
  splitBalancerUrl,
} from './draft.ts';
import { MEMBER_PARAMETERS } from './member-parameters.ts';
import type { Notebook, Place } from './notebook.ts';
import { type ReadParameter, splitParameter } from './parameters.ts';
import type { Paths } from './paths.ts';

/** Reads the lines that make balancers: BalancerMember, ProxySet, the parameters of `<Proxy>` and ProxyPass. */
export class BalancerLines {
  readonly #notebook: Notebook;
  readonly #paths: Paths;
  readonly #templates = new Map<string, readonly string[]>();

  constructor(notebook: Notebook, paths: Paths) {
    this.#notebook = notebook;
    this.#paths = paths;
  }

  /** `<Proxy balancer://lb key=value …>`; other `<Proxy>` sections declare nothing. */
  proxySection(section: Directive, around: Surroundings): void {
    const [url = '', ...parameters] = section.words;
    const target = splitBalancerUrl(url);
    if (target === undefined) {
      if (/^[a-z]+:\/\//i.test(url)) this.plainParameters(section, parameters);
      return;
    }
    const balancer = balancerOf(around.server, target.name, section);
    balancer.declared ??= section;
    this.#notebook.understood(section, () => this.#paths.balancer(balancer, 'name'));
    this.balancerParameters(section, balancer, parameters);
  }

  /** `BalancerMember [balancer://lb] URL [key=value …]`. */
  member(directive: Directive, around: Surroundings): void {
    const bare = directive.words.filter((word) => !word.includes('='));
    const parameters = directive.words.filter((word) => word.includes('='));
    const owner = around.proxy ?? bare.shift();
    const target = owner === undefined ? undefined : splitBalancerUrl(owner);
    const url = bare.shift();
    if (target === undefined) {
      this.#refused(directive, 'BalancerMember must define balancer name when outside <Proxy > section');
      return;
    }
    if (url === undefined) {
      this.#refused(directive, 'BalancerMember must define remote proxy server');
      return;
    }
    if (bare.length > 0) {
      this.#refused(
        directive,
        `"${bare[0]}" is no parameter: Apache wants the form key=value, and a text with blanks as one quoted word, "key=a b"`,
      );
      return;
    }
    const balancer = balancerOf(around.server, target.name, directive);
    balancer.declared ??= directive;
    if (parseMemberUrl(url) === undefined) {
      this.#notebook.note(directive, 'left-out', urlTrouble(url));
      return;
    }
    const member: MemberDraft = { place: directive, url, settings: {} };
    balancer.members.push(member);
    this.#notebook.understood(directive, () => this.#paths.member(member));
    this.#memberParameters(directive, member.settings, parameters);
  }

  /** `ProxySet [balancer://lb] key=value …`. */
  proxySet(directive: Directive, around: Surroundings): void {
    const [first, ...rest] = directive.words;
    const name = around.proxy ?? first ?? '';
    const parameters = around.proxy === null ? rest : directive.words;
    const target = splitBalancerUrl(name);
    if (target === undefined) {
      this.#notebook.note(
        directive,
        'left-out',
        'targets that are no balancer have no settings in a project',
      );
      return;
    }
    const known = around.server.balancers.get(target.name.toLowerCase());
    if (known === undefined && around.proxy === null) {
      this.#refused(directive, `ProxySet can not find '${name}' Balancer`);
      return;
    }
    const balancer = known ?? balancerOf(around.server, target.name, directive);
    this.#notebook.understood(directive);
    this.balancerParameters(directive, balancer, parameters);
  }

  /** `ProxyHCTemplate name key=value …`: its parameters stand for themselves in members that name it. */
  template(directive: Directive): void {
    const [name, ...parameters] = directive.words;
    if (name === undefined) {
      this.#refused(directive, 'ProxyHCTemplate needs a name');
      return;
    }
    this.#templates.set(name, parameters);
    this.#notebook.understood(directive);
  }

  /** The parameters of a balancer, wherever they stand; the last one said rules. */
  balancerParameters(place: Place, balancer: BalancerDraft, words: readonly string[]): void {
    this.#parameters<Balancer>(place, words, BALANCER_PARAMETERS, 'unknown Balancer parameter', (set) => {
      Object.assign(balancer.settings, set);
      for (const key of Object.keys(set)) balancer.places.set(key, place);
    });
  }

  #memberParameters(place: Place, settings: Partial<Member>, words: readonly string[]): void {
    const expanded = words.flatMap((word) => {
      const [key, value] = splitParameter(word) ?? [];
      if (key !== 'hctemplate') return [word];
      const template = this.#templates.get(value ?? '');
      if (template === undefined)
        this.#refused(place, `no ProxyHCTemplate of the name "${value}" stands before it`);
      return template ?? [];
    });
    this.#parameters<Member>(place, expanded, MEMBER_PARAMETERS, 'unknown Worker parameter', (set) => {
      Object.assign(settings, set);
    });
  }

  /** Parameters of a target that is no balancer: a project has none for it, so they are listed. */
  plainParameters(place: Place, words: readonly string[]): void {
    for (const word of words) {
      const [key = '', value = ''] = splitParameter(word) ?? [];
      const reading = Object.hasOwn(MEMBER_PARAMETERS, key) ? MEMBER_PARAMETERS[key]?.(value) : undefined;
      if (reading !== undefined && 'standard' in reading) continue;
      this.#notebook.note(
        place,
        'left-out',
        `${word}: targets that are no balancer have no settings in a project`,
      );
    }
  }

  #parameters<Settings>(
    place: Place,
    words: readonly string[],
    known: Readonly<Record<string, ReadParameter<Settings>>>,
    unknown: string,
    take: (set: Partial<Settings>) => void,
  ): void {
    for (const word of words) {
      const parameter = splitParameter(word);
      if (parameter === undefined) {
        this.#refused(place, `"${word}" is no parameter: Apache wants the form key=value`);
        continue;
      }
      const [key, value] = parameter;
      const read = Object.hasOwn(known, key) ? known[key] : undefined;
      if (read === undefined) this.#refused(place, `${unknown} ${word}`);
      else {
        const reading = read(value);
        if ('set' in reading) {
          take(reading.set);
          if (reading.said !== undefined) this.#notebook.note(place, 'read-as', reading.said);
        } else if ('leftOut' in reading)
          this.#notebook.note(place, 'left-out', `${word}: ${reading.leftOut}`);
        else if ('refused' in reading) this.#refused(place, `${word}: ${reading.refused}`);
      }
    }
  }

  #refused(place: Place, message: string): void {
    this.#notebook.note(place, 'refused', message);
  }
}

/** Why a URL can't be a member or a target here. */
export function urlTrouble(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return `"${url}" is no URL: a target has a scheme, such as http://127.0.0.1:8081`;
  if (['http', 'https', 'ws', 'wss'].includes(scheme)) {
    return `"${url}" cannot be a target here: scheme://host:port/path, without user, query or pattern`;
  }
  return `Routepin speaks http, https, ws and wss to members, not ${scheme}`;
}
