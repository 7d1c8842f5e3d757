import type { Session } from 'electron';
import type { IsLocalName } from './local-names.ts';
import { type OwnSite, ownershipOf } from './own-sites.ts';
import type { Requester } from './request-tab.ts';

export interface SecretField {
  readonly name: string;
  readonly value: string;
}

/**
 * Marks every request of a session that goes to one of our sites, WebSocket handshakes included, so that the core
 * knows whose it is; and no other request: redirects come by here once per hop, and the field is taken off again.
 * `fieldOf` is asked with what is known of who makes the request.
 */
export function markRequests(
  session: Session,
  fieldOf: (from: Requester) => SecretField,
  sites: () => readonly OwnSite[],
  isLocalName: IsLocalName,
): void {
  session.webRequest.onBeforeSendHeaders(({ url, requestHeaders, webContentsId, referrer }, proceed) => {
    const field = fieldOf({ webContentsId, referrer });
    const clean = withoutField(requestHeaders, field.name);
    const marked = { ...clean, [field.name]: field.value };
    const ownership = ownershipOf(url, sites());
    if (ownership.kind === 'foreign') return proceed({ requestHeaders: clean });
    if (ownership.kind === 'ours') return proceed({ requestHeaders: marked });
    isLocalName(ownership.host).then(
      (isLocal) => proceed({ requestHeaders: isLocal ? marked : clean }),
      () => proceed({ requestHeaders: clean }),
    );
  });
}

/** The fields without one, whatever its case. */
export function withoutField(fields: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const lower = name.toLowerCase();
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key.toLowerCase() !== lower));
}
