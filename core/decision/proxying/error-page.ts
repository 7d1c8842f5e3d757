import type { OwnAnswer } from '../exchange-types.ts';

/** A page of our own: fields after the status line, and the body as latin1 text. */
export interface ErrorPage {
  readonly fields: readonly string[];
  readonly body: string;
  /** Whether the client connection is closed after it, which its Connection field then says. */
  readonly closes: boolean;
}

export interface ErrorPageInput {
  readonly method: string;
  readonly date: string;
  readonly server: string | null;
  /** The client connection ends after this answer for a reason of its own. */
  readonly mustClose: boolean;
  readonly isHttp10: boolean;
}

/** Statuses after which Apache closes the connection whatever the client wishes (ap_status_drops_connection). */
const CLOSING = new Set([400, 408, 411, 413, 414, 500, 501, 503]);

/** Whether the client connection is closed after an answer with this status, a member's or our own (APACHE.md §2.7). */
export function dropsConnection(status: number): boolean {
  return CLOSING.has(status);
}

/** What an answer's Connection field says, null for none: an HTTP/1.0 client has to be told that it stays (RFC 9112 §9.3). */
export function connectionField(closes: boolean, isHttp10: boolean): string | null {
  if (closes) return 'close';
  return isHttp10 ? 'Keep-Alive' : null;
}

/** Statuses whose page shows the note (APACHE.md §2.7). */
const TAKES_NOTE = new Set([400, 500, 502]);

const INTERNAL_ERROR = `<p>The server encountered an internal error or
misconfiguration and was unable to complete
your request.</p>
<p>Please contact the server administrator at 
 [no address given] to inform them of the time this error occurred,
 and the actions you performed just before this error.</p>
<p>More information about this error may be available
in the server error log.</p>
`;

/** Apache 2.4.71's texts, byte for byte; `%m` stands for the method. */
const TEXTS: Readonly<Record<number, string>> = {
  400: '<p>Your browser sent a request that this server could not understand.<br />\n',
  403: "<p>You don't have permission to access this resource.</p>\n",
  404: '<p>The requested URL was not found on this server.</p>\n',
  405: '<p>The requested method %m is not allowed for this URL.</p>\n',
  408: '<p>Server timeout waiting for the HTTP request from the client.</p>\n',
  411: '<p>A request of the requested method %m requires a valid Content-length.<br />\n</p>\n',
  413: 'The requested resource does not allow request data with %m requests, or the amount of data provided in\nthe request exceeds the capacity limit.\n',
  414: "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>\n",
  431: '<p>The server refused this request because\nthe request header fields are too large.</p>\n',
  501: '<p>%m not supported for current URL.<br />\n</p>\n',
  502: '<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n',
  503: '<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n',
  504: '<p>The gateway did not receive a timely response\nfrom the upstream server or application.</p>\n',
  508: '<p>The server terminated an operation because\nit encountered an infinite loop.</p>\n',
};

/**
 * The page that Apache 2.4 would send (APACHE.md §2.7): fixed texts, the 503's 339 bytes included. A HEAD gets the
 * fields without Content-Length, as there. Route cookies are never added to these (APACHE.md §7.1).
 */
export function errorPage(answer: OwnAnswer, input: ErrorPageInput): ErrorPage {
  const { status, reasonPhrase } = answer;
  const isHead = input.method === 'HEAD';
  const html = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head>
<title>${status} ${reasonPhrase}</title>
</head><body>
<h1>${reasonPhrase}</h1>
${textFor(answer, input.method)}</body></html>
`;
  const closes = input.mustClose || dropsConnection(status);
  const fields = ['Date', input.date];
  if (input.server !== null) fields.push('Server', input.server);
  if (!isHead) fields.push('Content-Length', String(html.length));
  const connection = connectionField(closes, input.isHttp10);
  if (connection !== null) fields.push('Connection', connection);
  fields.push('Content-Type', 'text/html; charset=iso-8859-1');
  return { fields, body: isHead ? '' : html, closes };
}

function textFor(answer: OwnAnswer, method: string): string {
  const { status, note } = answer;
  const told =
    note === null || !TAKES_NOTE.has(status)
      ? null
      : `The proxy server could not handle the request<p>Reason: <strong>${escapeHtml(note)}</strong></p>`;
  if (status === 500) return told === null ? INTERNAL_ERROR : `${told}<p />\n`;
  const text = (TEXTS[status] ?? INTERNAL_ERROR).replace('%m', () => escapeHtml(method));
  return TAKES_NOTE.has(status) ? `${text}${told ?? ''}</p>\n` : text;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => HTML_ESCAPES[char] as string);
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
