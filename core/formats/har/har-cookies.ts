import type { HarCookie } from './har.ts';

/** The pairs of a Cookie field (RFC 6265 §5.4). */
export function cookiesOf(value: string): readonly HarCookie[] {
  return value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map(nameAndValue);
}

/** A Set-Cookie field as HAR's cookie object (RFC 6265 §5.2). */
export function setCookieOf(text: string): HarCookie {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
  const cookie: { -readonly [Key in keyof HarCookie]: HarCookie[Key] } = { ...nameAndValue(pair) };
  for (const attribute of attributes) {
    const { name, value } = nameAndValue(attribute);
    // An attribute without a value, `Secure`, is all name.
    const word = (attribute.includes('=') ? name : attribute).toLowerCase();
    if (word === 'path') cookie.path = value;
    else if (word === 'domain') cookie.domain = value;
    else if (word === 'expires') cookie.expires = value;
    else if (word === 'httponly') cookie.httpOnly = true;
    else if (word === 'secure') cookie.secure = true;
  }
  return cookie;
}

function nameAndValue(pair: string): HarCookie {
  const at = pair.indexOf('=');
  return at < 0
    ? { name: '', value: pair }
    : { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}
