import type { MemberUrl } from '../contract/index.ts';
import { type BodyFraming, memberRequestFields, memberTarget, upgradeFor } from '../decision/index.ts';
import { type RequestHead, writeRequestHead } from '../wire/index.ts';
import type { OutgoingRequest } from './attempt-host.ts';
import type { PoolSettings } from './member-connections.ts';
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

/** The request as one member gets it, from the untouched original (APACHE.md §6.1, STYLE.md §7.5). */
export function requestForMember(parts: MemberRequestParts): OutgoingRequest {
  const { head, body, member, site } = parts;
  const upgrade = upgradeFor(member, head.upgrade);
  const framing = framingFor(head, body);
  const pings = member.pingMs !== null && framing !== null && framing !== 0;
  const fields = memberRequestFields({
    fields: parts.fields,
    connectionOptions: head.connectionOptions,
    member: member.target,
    host: head.host,
    preserveHost: site.settings.preserveHost,
    serverName: site.settings.serverName,
    clientAddress: parts.remoteAddress,
    body: framing,
    pings,
    disableReuse: member.disableReuse,
    upgrade,
    forwardedProto: parts.isTls ? 'https' : null,
  });
  return {
    text: writeRequestHead(head.method, memberTarget(member.target, parts.mapped), fields),
    method: head.method,
    asksUpgrade: upgrade !== null,
    isChunked: framing === 'chunked',
    pingMs: pings ? member.pingMs : null,
  };
}

/** A small body that is here as a whole has its length told; else the client's length, else chunks (APACHE.md §6.1). */
function framingFor(head: RequestHead, body: RequestBody): BodyFraming {
  if (head.framing === 'none') return null;
  if (head.contentLength === 0) return 0;
  if (body.isSmallAndWhole) return body.receivedBytes;
  return head.contentLength >= 0 ? head.contentLength : 'chunked';
}
