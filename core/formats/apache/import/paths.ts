import type { BalancerDraft, MappingDraft, MemberDraft } from './draft.ts';

/** Where drafts ended up in the project: JSON paths, known only when everything has its place. */
export class Paths {
  readonly #balancers = new Map<BalancerDraft, string>();
  readonly #members = new Map<MemberDraft, string>();
  readonly #mappings = new Map<MappingDraft, string>();

  placeBalancer(balancer: BalancerDraft, path: string): void {
    this.#balancers.set(balancer, path);
  }
  placeMember(member: MemberDraft, path: string): void {
    this.#members.set(member, path);
  }
  /** The first place counts when a mapping went into several sites. */
  placeMapping(mapping: MappingDraft, path: string): void {
    if (!this.#mappings.has(mapping)) this.#mappings.set(mapping, path);
  }

  balancer(balancer: BalancerDraft, key: string): string | null {
    const path = this.#balancers.get(balancer);
    return path === undefined ? null : `${path}.${key}`;
  }
  member(member: MemberDraft): string | null {
    return this.#members.get(member) ?? null;
  }
  mapping(mapping: MappingDraft): string | null {
    return this.#mappings.get(mapping) ?? null;
  }
}
