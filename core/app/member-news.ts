import type { MemberCause, MemberView, Project, ProjectChanges, UnnumberedEvent } from '../contract/index.ts';
import type { EngineMember } from '../engine/engine-api.ts';
import { balancerName, memberKey, memberView, type PinCount } from './member-views.ts';

/** What news of members are made from. */
export interface MemberSources {
  members(): readonly EngineMember[];
  readonly pins: PinCount;
  readonly emit: (event: UnnumberedEvent) => void;
  project(): Project;
}

/** Tells of members: every flag change, and once for each member that an edit touched (README.md, rule 4). */
export class MemberNews {
  readonly #sources: MemberSources;
  /** Members that the engine has told of during the edit that is being made. */
  readonly #told = new Set<string>();

  constructor(sources: MemberSources) {
    this.#sources = sources;
  }

  /** Every member as the interface sees it. */
  views(): readonly MemberView[] {
    const { pins } = this.#sources;
    return this.#sources
      .members()
      .map((member) => memberView(member, balancerName(this.#sources.project(), member.balancer), pins));
  }

  /** An edit begins. */
  editBegins(): void {
    this.#told.clear();
  }

  /** The engine says that a member changed. Those that come and go are told with the edit. */
  changed(balancer: string, member: string, cause: MemberCause): void {
    if (cause === 'added' || cause === 'removed') return;
    this.#told.add(memberKey(balancer, member));
    this.#tell(balancer, member, cause);
  }

  /** Each member that came, went or was edited says so once, whether or not the engine saw a flag change. */
  edited(before: Project, changes: ProjectChanges): void {
    for (const { balancer, url, route } of changes.removedMembers) {
      const name = balancerName(before, balancer);
      this.#sources.emit({ event: 'member.removed', balancer: name, member: url, route });
    }
    for (const { balancer, url } of changes.addedMembers) this.#tell(balancer, url, 'added');
    for (const { balancer, url } of changes.editedMembers) {
      if (!this.#told.has(memberKey(balancer, url))) this.#tell(balancer, url, 'edited');
    }
  }

  #tell(balancer: string, url: string, cause: MemberCause): void {
    const key = balancer.toLowerCase();
    const member = this.#sources
      .members()
      .find((one) => one.url === url && one.balancer.toLowerCase() === key);
    if (member === undefined) return;
    const name = balancerName(this.#sources.project(), balancer);
    const view = memberView(member, name, this.#sources.pins);
    const { route, status } = view;
    this.#sources.emit({
      event: 'member.changed',
      balancer: view.balancer,
      member: url,
      route,
      status,
      cause,
      view,
    });
  }
}
