import http from 'node:http';
import https from 'node:https';

/** Where virtual users connect to: a listener of ours on this machine. */
export interface ClientPlace {
  readonly host: string;
  readonly port: number;
  /** The certificate that must be shown, as PEM, and the name to ask for; null for plain HTTP. */
  readonly tls: { readonly certificatePem: string; readonly serverName: string } | null;
}

export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  /** Flat: name, value, name, value; Host included, framing not. */
  readonly fields: readonly string[];
  readonly body: string | null;
}

/** An answer; status 0 and no fields when none came. */
export interface ClientAnswer {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The beginning of the body as text. */
  readonly body: string;
}

/** Marks are looked for in so much of a page; the rest is read and dropped. */
const MOST_BODY = 256 * 1024;
/** Longer than balancers wait (Apache's Timeout is 60 s): who waits longer is told by the end of the run. */
const PATIENCE_MS = 90_000;
const NO_ANSWER: ClientAnswer = { status: 0, fields: [], body: '' };

/** The connections of one virtual user, kept open between its requests as a browser does. */
export class VirtualClient {
  readonly #place: ClientPlace;
  readonly #agent: http.Agent;

  constructor(place: ClientPlace) {
    this.#place = place;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent =
      place.tls === null
        ? new http.Agent(options)
        : new https.Agent({
            ...options,
            ca: place.tls.certificatePem,
            servername: place.tls.serverName,
            // The certificate is ours and known; which of its names was asked for is not the question here.
            checkServerIdentity: () => undefined,
          });
  }

  /** Sends one request. Never rejects: what goes wrong on the way is an answer with status 0. */
  send({ method, path, fields, body }: ClientRequest): Promise<ClientAnswer> {
    const { host, port, tls } = this.#place;
    const bytes = body === null ? null : Buffer.from(body);
    const framing = bytes === null ? [] : ['Content-Length', String(bytes.length)];
    return new Promise((resolve) => {
      const request = (tls === null ? http : https).request({
        host,
        port,
        method,
        path,
        agent: this.#agent,
        headers: [...fields, ...framing, 'Connection', 'keep-alive'] as unknown as http.OutgoingHttpHeaders,
        timeout: PATIENCE_MS,
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(NO_ANSWER));
      request.on('close', () => resolve(NO_ANSWER));
      request.on('response', (response) => {
        const kept: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          if (size < MOST_BODY) kept.push(chunk);
          size += chunk.length;
        });
        response.on('error', () => resolve(NO_ANSWER));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            fields: pairs(response.rawHeaders),
            body: Buffer.concat(kept).toString('utf8'),
          }),
        );
      });
      request.end(bytes ?? undefined);
    });
  }

  /** Cuts what is open. */
  close(): void {
    this.#agent.destroy();
  }
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] as string, flat[at + 1] as string]);
  return found;
}
