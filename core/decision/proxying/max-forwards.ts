import type { OwnAnswer } from '../exchange-types.ts';
import { type Fields, joinedValue } from './field-list.ts';

/** What Max-Forwards says about a request: go on, or who answers instead. */
export type MaxForwardsStep =
  | { readonly do: 'forward' }
  | { readonly do: 'answer'; readonly answer: OwnAnswer }
  /** Answer OPTIONS or TRACE here: a TRACE gets its own head back (RFC 9110 §9.3.8), see `traceBody`. */
  | { readonly do: 'answer-here' };

const FORWARD: MaxForwardsStep = { do: 'forward' };

/** Looks at Max-Forwards before anything is picked (APACHE.md §6.5). */
export function checkMaxForwards(method: string, fields: Fields): MaxForwardsStep {
  const value = joinedValue(fields, 'max-forwards');
  if (value === null) return FORWARD;
  if (!/^\d{1,15}$/.test(value)) return refuse('Max-Forwards request header could not be parsed');
  if (Number(value) > 0) return FORWARD;
  if (method === 'TRACE' || method === 'OPTIONS') return { do: 'answer-here' };
  return refuse('Max-Forwards has reached zero - proxy loop?');
}

/** The message/http body of a TRACE that is answered here: the request as it came (RFC 9110 §9.3.8). */
export function traceBody(requestLine: string, fields: Fields): string {
  let body = `${requestLine}\r\n`;
  for (let at = 0; at < fields.length; at += 2) body += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return `${body}\r\n`;
}

function refuse(note: string): MaxForwardsStep {
  return { do: 'answer', answer: { status: 400, reasonPhrase: 'Proxy Error', note } };
}
