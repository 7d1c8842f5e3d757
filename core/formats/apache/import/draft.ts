import type { Balancer, Member, RouteCookie } from '../../../contract/index.ts';
import type { Place } from './notebook.ts';

/** A BalancerMember under way; values that equal Apache's defaults are still in it. */
export interface MemberDraft {
  readonly place: Place;
  readonly url: string;
  readonly settings: Partial<Member>;
}

/** A balancer under way. */
export interface BalancerDraft {
  /** As written where it was named first; changed when another virtual host has one of the same name. */
  name: string;
  readonly key: string;
  /** Its `<Proxy>` section or first BalancerMember; null when only ProxyPass lines name it. */
  declared: Place | null;
  /** Where it was named first. */
  readonly first: Place;
  readonly members: MemberDraft[];
  readonly settings: Partial<Balancer>;
  /** Where each setting was said last. */
  readonly places: Map<string, Place>;
  routeCookie: RouteCookie | null;
}

/** One ProxyPass line. */
export interface MappingDraft {
  readonly place: Place;
  readonly path: string;
  url: string;
  /** Name in lower case when it goes to a balancer. */
  readonly balancer: string | null;
}

/** One ProxyPassReverse line. */
export interface ReverseDraft {
  readonly place: Place;
  readonly path: string;
  readonly url: string;
}

/** A route cookie's Header line. */
export interface CookieDraft {
  readonly place: Place;
  readonly cookie: RouteCookie;
  /** The only balancer that its condition lets through, in lower case; null for any. */
  readonly onlyFor: string | null;
  /** The `<Proxy>` section around it: covers every balancer whose URL begins so; null outside of one. */
  readonly section: string | null;
  /** The `<Location>` around it, or null. */
  readonly location: string | null;
}

/** A setting said once for a server or a section of it. */
export interface Said<Value> {
  readonly value: Value;
  readonly place: Place;
}

/** The main server or one virtual host under way. */
export interface ServerDraft {
  /** Null for the main server. */
  readonly place: Place | null;
  /** What stands in `<VirtualHost …>`. */
  readonly addresses: readonly string[];
  readonly balancers: Map<string, BalancerDraft>;
  /** ProxyPass lines in their order, and those of `<Location>` sections. */
  readonly mappings: MappingDraft[];
  readonly locationMappings: MappingDraft[];
  readonly reverses: ReverseDraft[];
  readonly cookies: CookieDraft[];
  readonly aliases: Said<string>[];
  name: Said<string> | null;
  preserveHost: Said<boolean> | null;
  readonly locationPreserveHost: (Said<boolean> & { readonly path: string })[];
  timeout: Said<number> | null;
  proxyTimeout: Said<number> | null;
  tls: Said<boolean> | null;
  /** `RequestHeader set X-Forwarded-Proto "https"`. */
  forwardedProto: Place | null;
}

/** One Listen line. */
export interface ListenDraft {
  readonly place: Place;
  /** `*`, a name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A server with nothing said. */
export function newServer(place: Place | null, addresses: readonly string[]): ServerDraft {
  return {
    place,
    addresses,
    balancers: new Map(),
    mappings: [],
    locationMappings: [],
    reverses: [],
    cookies: [],
    aliases: [],
    name: null,
    preserveHost: null,
    locationPreserveHost: [],
    timeout: null,
    proxyTimeout: null,
    tls: null,
    forwardedProto: null,
  };
}

/** Where the directives of a tree stand: which server, and inside which sections. */
export interface Surroundings {
  readonly server: ServerDraft;
  /** The word behind `<Proxy`, or null. */
  readonly proxy: string | null;
  /** The path of `<Location>`, or null. */
  readonly location: string | null;
}

/** The balancer of a name in this server; made when it is not there. */
export function balancerOf(server: ServerDraft, name: string, place: Place): BalancerDraft {
  const key = name.toLowerCase();
  const known = server.balancers.get(key);
  if (known !== undefined) return known;
  const made: BalancerDraft = {
    name,
    key,
    declared: null,
    first: place,
    members: [],
    settings: {},
    places: new Map(),
    routeCookie: null,
  };
  server.balancers.set(key, made);
  return made;
}

/** `balancer://name/path`: the name as written and the path, or `undefined`. */
export function splitBalancerUrl(url: string): { readonly name: string; readonly path: string } | undefined {
  const match = /^balancer:\/\/([^/\s?#]+)(\/.*)?$/i.exec(url);
  return match === null ? undefined : { name: match[1] ?? '', path: match[2] ?? '' };
}
