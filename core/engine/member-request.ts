import type { MemberUrl } from '../contract/index.ts';
import { type BodyFraming, memberRequestFields, memberTarget, upgradeFor } from '../decision/index.ts';
import { fieldLines, type RequestHead, requestLine } from '../wire/index.ts';
import type { OutgoingRequest } from './attempt-host.ts';
import type { PoolSettings } from './member-connections.ts';
import { bytesOfText, joined } from './natives.ts';
import type { RequestBody } from './request-body.ts';
import type { MappedPath } from './request-destination.ts';
import type { ReadySite } from './site-table.ts';

/** What a request to a member is made of. */
export interface MemberRequestParts {
  readonly head: RequestHead;
  /** The client's fields without those that must not leave this program. */
  readonly fields: readonly string[];
  readonly body: RequestBody;
  readonly site: ReadySite;
  readonly mapped: MappedPath;
  readonly remoteAddress: string;
  readonly isTls: boolean;
  readonly member: PoolSettings & { readonly target: MemberUrl };
}

/** What the field lines of a request to a member are made of; equal by identity means the same lines. */
interface MadeFrom {
  fields: readonly string[];
  site: ReadySite | null;
  member: PoolSettings | null;
  host: string | null;
  framing: BodyFraming;
  upgrade: string | null;
}

const NO_FIELDS: readonly string[] = [];

/**
 * The field lines that a client connection's last request to a member had. Requests of one connection mostly differ in
 * their first line only, and when the reader hands out the very list of the request before, so are these the same.
 */
export class LastMemberFields {
  readonly #from: MadeFrom = {
    fields: NO_FIELDS,
    site: null,
    member: null,
    host: null,
    framing: null,
    upgrade: null,
  };
  #lines = '';
  /** Made the second time. */
  #bytes: Uint8Array | null = null;

  /** The bytes of the lines that were given last, if those were given before. */
  get bytes(): Uint8Array | null {
    return this.#bytes;
  }

  linesFor(parts: MemberRequestParts, framing: BodyFraming, upgrade: string | null): string {
    const from = this.#from;
    const { fields, head, member, site } = parts;
    if (
      from.fields === fields &&
      from.member === member &&
      from.site === site &&
      from.framing === framing &&
      from.upgrade === upgrade &&
      from.host === head.host
    ) {
      this.#bytes ??= bytesOfText(this.#lines);
      return this.#lines;
    }
    from.fields = fields;
    from.member = member;
    from.site = site;
    from.framing = framing;
    from.upgrade = upgrade;
    from.host = head.host;
    this.#lines = memberFieldLines(parts, framing, upgrade);
    this.#bytes = null;
    return this.#lines;
  }
}

/** The request as one member gets it, from the untouched original (APACHE.md §6.1, STYLE.md §7.5). */
export function requestForMember(parts: MemberRequestParts, last: LastMemberFields): OutgoingRequest {
  const { head, body, member } = parts;
  const upgrade = head.upgrade === null ? null : upgradeFor(member, head.upgrade);
  const framing = framingFor(head, body);
  return {
    startLine: requestLine(head.method, memberTarget(member.target, parts.mapped)),
    fieldLines: last.linesFor(parts, framing, upgrade),
    fieldBytes: last.bytes,
    method: head.method,
    asksUpgrade: upgrade !== null,
    isChunked: framing === 'chunked',
    pingMs: pings(member, framing) ? member.pingMs : null,
  };
}

function pings(member: PoolSettings, framing: BodyFraming): boolean {
  return member.pingMs !== null && framing !== null && framing !== 0;
}

function memberFieldLines(parts: MemberRequestParts, framing: BodyFraming, upgrade: string | null): string {
  const { head, member, site } = parts;
  const fields = memberRequestFields({
    fields: parts.fields,
    connectionOptions: head.connectionOptions,
    member: member.target,
    host: head.host,
    preserveHost: site.settings.preserveHost,
    serverName: site.settings.serverName,
    clientAddress: parts.remoteAddress,
    body: framing,
    pings: pings(member, framing),
    disableReuse: member.disableReuse,
    upgrade,
    forwardedProto: parts.isTls ? 'https' : null,
  });
  return joined(`${fieldLines(fields)}\r\n`);
}

/** A small body that is here as a whole has its length told; else the client's length, else chunks (APACHE.md §6.1). */
function framingFor(head: RequestHead, body: RequestBody): BodyFraming {
  if (head.framing === 'none') return null;
  if (head.contentLength === 0) return 0;
  if (body.isSmallAndWhole) return body.receivedBytes;
  return head.contentLength >= 0 ? head.contentLength : 'chunked';
}
