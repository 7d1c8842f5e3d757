import * as z from 'zod';

// The page's CSP forbids `eval`, which zod's compiled parsers need (DESIGN.md §2).
z.config({ jitless: true });

/** Characters of a body that a person writes. */
export const MOST_REQUEST_BODY_CHARACTERS = 65_536;

/** Methods of HTTP that change nothing (RFC 9110 §9.2.1). */
export const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;
/** Methods that virtual users and broadcasts may use; no CONNECT and no TRACE. */
export const REQUEST_METHODS = [...SAFE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type RequestMethod = (typeof REQUEST_METHODS)[number];

/** Path and query of a request, as they stand in a request line. */
export const requestPathSchema = z
  .string()
  .max(8000)
  .regex(/^\/[\x21-\x7e]*$/, {
    error: () => ({
      message: 'not a path: it begins with a slash and holds no blanks, such as "/cart?id=1"',
    }),
  });

/** Fields that a person adds to a request. Those that frame a message, or that belong to us, are made here. */
export const requestHeadersSchema = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: 'not a name of a header field' }),
    z
      .string()
      .max(8192)
      .regex(/^[\t\x20-\x7e\u0080-\u00ff]*$/, { error: 'not a value of a header field' }),
  )
  .refine(
    (fields) =>
      Object.keys(fields).every((name) => !MADE_HERE.has(name.toLowerCase())) &&
      Object.keys(fields).length <= 50,
    {
      message: 'a field that is made here, or more than 50',
      params: { hint: 'Leave out Host, Connection, Content-Length and the like.' },
    },
  );

const MADE_HERE: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'te',
  'trailer',
  'expect',
  'proxy-connection',
]);
