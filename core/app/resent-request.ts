import type { ExchangeDetail, FieldList, Trouble } from '../contract/index.ts';

/** Of the connection, not of the request (RFC 9110 §7.6.1), or written anew because the body is framed anew. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Why a recorded request can't be sent once more, or null. `withoutBody`: the person knows and wants it without. */
export function cannotSend(detail: ExchangeDetail, withoutBody: boolean): Trouble | null {
  if (detail.clientRequest.startLine === '') {
    return { code: 'not-available', message: `the head of exchange ${detail.id} was not kept` };
  }
  if (detail.upgraded) {
    return {
      code: 'not-available',
      message: 'a tunnel (WebSocket) can’t be sent again: what went through it is not kept',
    };
  }
  if (detail.cause === 'bad-request') {
    return {
      code: 'not-available',
      message: 'this request was refused as malformed: it is not kept as it came',
    };
  }
  if (withoutBody || detail.requestBodyBytes === 0) return null;
  const kept = detail.requestBody;
  if (kept !== null && !kept.isTruncated) return null;
  return {
    code: 'not-available',
    message:
      kept === null
        ? `the body of this request (${detail.requestBodyBytes} bytes) was not kept`
        : `only the beginning of this request's body (${detail.requestBodyBytes} bytes) was kept`,
    hint:
      kept === null
        ? 'Switch on “Keep bodies” before such a request is made, or send it without a body.'
        : 'Bodies are kept up to 65,536 bytes. It can be sent without a body.',
  };
}

/** The request as it is sent once more: its own head, its kept body, `mark` (name, value) and a connection that closes. */
export function bytesToSend(detail: ExchangeDetail, mark: readonly [string, string]): Buffer {
  const { startLine, fields } = detail.clientRequest;
  const kept = detail.requestBody;
  const body = kept === null || kept.isTruncated ? Buffer.alloc(0) : Buffer.from(kept.base64, 'base64');
  const hidden = namedInConnection(fields);
  const passed = fields.filter(([name]) => {
    const lower = name.toLowerCase();
    return !OF_THE_CONNECTION.has(lower) && !hidden.has(lower);
  });
  // RFC 9110 §8.6: methods that anticipate a body say so even when it is empty.
  const hasLength = body.length > 0 || ['POST', 'PUT', 'PATCH'].includes(detail.method);
  const lines = [
    startLine,
    ...passed.map(([name, value]) => `${name}: ${value}`),
    ...(hasLength ? [`Content-Length: ${body.length}`] : []),
    'Connection: close',
    `${mark[0]}: ${mark[1]}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function namedInConnection(fields: FieldList): ReadonlySet<string> {
  const values = fields.filter(([name]) => name.toLowerCase() === 'connection').map(([, value]) => value);
  return new Set(values.flatMap((value) => value.split(',')).map((name) => name.trim().toLowerCase()));
}
