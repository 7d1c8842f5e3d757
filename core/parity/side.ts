import type { ParityRequest } from '../contract/index.ts';
import { type RawAnswer, sendRaw } from '../host/raw-request.ts';
import { WISH_FIELD } from './stand-ins.ts';
import type { RequestStep } from './steps.ts';

/** A member as a side counts it. `busy` settles late on both sides and is only waited for (APACHE.md §11.1). */
export interface MemberCount {
  /** Apache's name for the member. */
  readonly member: string;
  /** Apache's flags, sorted. */
  readonly flags: string;
  readonly lbstatus: number;
  readonly elected: number;
  readonly busy: number;
}

/** Certificate and key that TLS sites of both sides show. */
export interface SideCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Stand-ins answer at once and nobody waits for a member, so this only catches a hang; an application takes its time. */
const ANSWER_MS = { standIn: 10_000, real: 60_000 } as const;

/** Sends a request to one side and reads its answer; null when the connection was closed without one. */
export function ask(
  step: RequestStep,
  cookie: string | null,
  port: number,
  certificate: SideCertificate | null,
  backends: keyof typeof ANSWER_MS,
  signal: AbortSignal,
): Promise<RawAnswer | null> {
  return sendRaw({
    host: '127.0.0.1',
    port,
    tls:
      certificate === null
        ? null
        : { certificatePem: certificate.certificatePem, serverName: step.host.replace(/:\d+$/, '') },
    bytes: bytesOf(step, cookie),
    isHead: step.method === 'HEAD',
    timeoutMs: ANSWER_MS[backends],
    signal,
  });
}

function bytesOf(step: RequestStep, cookie: string | null): Buffer {
  const lines = [`${step.method} ${step.target} HTTP/1.1`, `Host: ${step.host}`];
  if (cookie !== null) lines.push(`Cookie: ${cookie}`);
  if (step.wish !== null) lines.push(`${WISH_FIELD}: ${step.wish.field}`);
  if (step.upgrade)
    lines.push('Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${KEY}`);
  const body = Buffer.from(step.body ?? '');
  if (step.body !== null) lines.push(`Content-Length: ${body.length}`);
  lines.push(`Connection: ${step.upgrade ? 'Upgrade' : 'close'}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** RFC 6455 §1.3's example: any key will do, and an equal one on both sides. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The request as a row of the report has it. */
export function requestOf(step: RequestStep, cookie: string | null): ParityRequest {
  const { method, site, host, target } = step;
  const does = step.wish?.words ?? null;
  return {
    method,
    site,
    host,
    target: target + (step.upgrade ? ' (Upgrade)' : ''),
    cookie,
    backendDoes: does,
  };
}
