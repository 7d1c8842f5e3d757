import {
  type ExchangeDetail,
  REQUEST_METHODS,
  type RehearsalRequest,
  type RequestMethod,
  requestPathSchema,
  SAFE_METHODS,
} from '../contract/index.ts';

/** A longer journey would be played by nobody to its end. */
const MOST_REQUESTS = 100;
/** What a page brings along: it tells nothing of sessions and would only be load. */
const ASSET = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf)(?:\?|$)/i;

/** Fields of a recorded request that a virtual user sends as well; cookies are its own. */
const KEPT_FIELDS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-type',
  'x-requested-with',
]);

/**
 * The requests of a session as a journey for virtual users, oldest first: pages and calls, without what pages bring along,
 * and without redirects' second halves, which users follow by themselves. A request with a body can be taken only when its
 * body was recorded as a whole; `text` takes the bytes of a body apart. `left` counts those left out.
 */
export function journeyFrom(
  exchanges: readonly ExchangeDetail[],
  text: (base64: string) => string,
): { readonly requests: readonly RehearsalRequest[]; readonly left: number } {
  const requests: RehearsalRequest[] = [];
  let left = 0;
  let redirected: string | null = null;
  for (const exchange of exchanges) {
    const isRedirects = redirected !== null && exchange.url === redirected;
    redirected = exchange.status >= 300 && exchange.status <= 399 ? redirectOf(exchange) : null;
    if (isRedirects || exchange.upgraded || ASSET.test(exchange.url)) continue;
    const method = REQUEST_METHODS.find((each) => each === exchange.method);
    const hasBody = exchange.requestBodyBytes > 0;
    const body = exchange.requestBody;
    const isWhole = !hasBody || (body !== null && !body.isTruncated);
    if (method === undefined || !isWhole || !requestPathSchema.safeParse(exchange.url).success) {
      left += 1;
      continue;
    }
    requests.push(requestOf(exchange, method, hasBody && body !== null ? text(body.base64) : null));
    if (requests.length === MOST_REQUESTS) break;
  }
  return { requests: withoutRepeats(requests), left };
}

function requestOf(exchange: ExchangeDetail, method: RequestMethod, body: string | null): RehearsalRequest {
  const isSafe = (SAFE_METHODS as readonly string[]).includes(method);
  const headers = Object.fromEntries(
    exchange.clientRequest.fields.filter(([name]) => !isSafe && KEPT_FIELDS.has(name.toLowerCase())),
  );
  return {
    ...(method === 'GET' ? {} : { method }),
    path: exchange.url,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body === null ? {} : { body }),
  };
}

function redirectOf({ clientResponse }: ExchangeDetail): string | null {
  const location = clientResponse?.fields.find(([name]) => name.toLowerCase() === 'location')?.[1];
  return location?.replace(/^https?:\/\/[^/]*/i, '') ?? null;
}

/** Polling of one URL is one request of a journey. */
function withoutRepeats(requests: readonly RehearsalRequest[]): readonly RehearsalRequest[] {
  return requests.filter(
    (request, index) => index === 0 || JSON.stringify(request) !== JSON.stringify(requests[index - 1]),
  );
}
