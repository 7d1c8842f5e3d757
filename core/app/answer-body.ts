import type { ResentAnswer } from '../contract/index.ts';
import { fieldOf, type RawAnswer } from '../host/raw-request.ts';

/** As much as the history keeps of a body (KeptBody). */
const MOST_BYTES = 65_536;

/** An answer as it is shown: head, and the beginning of the body without its framing. */
export function answerOf(answer: RawAnswer): ResentAnswer {
  const [startLine = '', ...lines] = answer.lines;
  const fields = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const body = isChunked(answer) ? withoutChunks(answer.body) : answer.body;
  return {
    head: { startLine, fields },
    bodyBytes: body.length,
    body:
      body === ''
        ? null
        : {
            contentType: fieldOf(answer.lines, 'content-type'),
            base64: Buffer.from(body.slice(0, MOST_BYTES), 'latin1').toString('base64'),
            isTruncated: body.length > MOST_BYTES,
          },
  };
}

function isChunked(answer: RawAnswer): boolean {
  return fieldOf(answer.lines, 'transfer-encoding')?.toLowerCase().includes('chunked') === true;
}

/** The content of a chunked body (RFC 9112 §7.1), as far as it came. */
function withoutChunks(body: string): string {
  let content = '';
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(body.slice(at, end), 16);
    if (!(size > 0)) break;
    content += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return content;
}
