/** Messages that are mostly good and now and then odd in one place, as latin1 strings. */
import type { Random } from './random.ts';

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'OPTIONS',
  'DELETE',
  'PATCH',
  'PROPFIND',
  'BREW',
  'get',
  'CONNECT',
  'PRI',
  'M-SEARCH',
  'SOURCE',
  'DESCRIBE',
];
const TARGETS = [
  '/',
  '/',
  '/a/b?c=d',
  '/%41',
  '/%zz',
  '/%00',
  '/?%zz',
  '*',
  'http://h/',
  'http://h',
  'HTTPS://h:1?x',
  'http://u@h/',
  '/#f',
  '/\xe9',
  '/a b',
  '//',
  'h:1',
  '/|"{}^`<>\\',
  '/\x7f',
  '/\t',
  '',
  'http:///x',
  'ftp://h/',
];
const VERSIONS = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'http/1.1',
  'HTTP/1.10',
  'HTTP/01.1',
  'ICE/1.0',
  'RTSP/1.0',
  '',
];
const NAMES = [
  'Accept',
  'X-Thing',
  'Cookie',
  'content-type',
  'Proxy-Connection',
  'Keep-Alive',
  'Upgrade',
  'Connection',
  'TE',
  'Trailer',
  'Expect',
  'X_Y',
  "!#$%&'*+-.^_`|~",
  'Content-Length',
  'Transfer-Encoding',
  'Host',
  'Content-Length ',
  ' X',
  'X\t',
  '',
  'X Y',
  'X\x00',
  '\xe9',
  'Content-LengthX',
  'Content_Length',
];
const VALUES = [
  'a',
  'a=b; c=d',
  '',
  ' padded \t',
  '\xff\x80',
  'close',
  'keep-alive',
  'Upgrade',
  'keep-alive, Upgrade',
  'close, x',
  'upgrade,',
  ', ,close',
  'close x',
  'websocket',
  'h2c',
  '100-continue',
  'trailers',
  'chunked',
  'Chunked',
  'chunked, chunked',
  'gzip, chunked',
  'chunked, gzip',
  'chunked;q=1',
  'identity',
  '5',
  '05',
  '+5',
  '5,5',
  '5 5',
  '-1',
  '0x5',
  '1e1',
  '99999999999999999999',
  'h',
  'h:80',
  '[::1]:80',
  'a,b',
  'a\x00b',
  'a\x7fb',
  'a\x01',
  'close,upgrade',
  'clos',
  'closee',
  'Keep-Alive,close',
  '"close"',
];
const ODD_ENDS = ['\n', '\r', '\r\r\n', '\n\r', '\r\n ', '', ' \r\n', '\r\n\t'];
const SIZES = [
  '5',
  '05',
  '0005',
  '5;a',
  '5;a=b',
  '5;a="b\\"c"',
  '5;a="x;\r\n',
  '5 ',
  ' 5',
  '5 ;a',
  '5;',
  '5;;',
  '5;a=',
  '5; a',
  '0x5',
  '+5',
  '-5',
  '5_0',
  'g',
  '',
  '00000000000000005',
  '10000000000000005',
  'FFFFFFFFFFFFFFFF',
  '5\t',
  '5;a\x00',
  '5;a="\xe9"',
  '5;a=b;c="d";e',
  '5;a="b"x',
  '5;a="\x7f"',
];

function end(random: Random): string {
  return random.oneIn(60) ? random.pick(ODD_ENDS) : '\r\n';
}

function field(random: Random, name: string, value: string): string {
  return `${name}${random.oneIn(60) ? random.pick(['', ' :', ';', '\t:']) : ':'}${random.pick([' ', ' ', '', '\t', '  '])}${value}${end(random)}`;
}

function chunked(random: Random): string {
  let text = '';
  for (let n = random.below(4); n > 0; n--) {
    const data = 'hello world bytes'.slice(0, 1 + random.below(16));
    const size = random.oneIn(8) ? random.pick(SIZES) : data.length.toString(16);
    text += `${size}${end(random)}${data}${end(random)}`;
  }
  text += `${random.oneIn(20) ? random.pick(['00', '0;x', '0 ', '', '000000000000000000']) : '0'}${end(random)}`;
  for (let n = random.oneIn(4) ? 1 + random.below(3) : 0; n > 0; n--) {
    text += field(random, random.pick(NAMES), random.pick(VALUES));
  }
  return text + end(random);
}

function fieldsAndBody(random: Random): string {
  let text = '';
  const many = random.oneIn(100) ? 40 : 4; // beyond 32 fields llhttp's host reports them in two parts
  for (let n = random.below(many); n > 0; n--)
    text += field(random, random.pick(NAMES.slice(0, 9)), random.pick(VALUES));
  if (random.oneIn(5)) text += field(random, random.pick(NAMES), random.pick(VALUES));
  const framing = random.below(6);
  const body = 'body bytes of some length'.slice(0, random.below(20));
  if (framing === 0 || random.oneIn(60)) text += field(random, 'Content-Length', String(body.length));
  if (framing === 1 || random.oneIn(60))
    text += field(random, 'Transfer-Encoding', random.oneIn(12) ? random.pick(VALUES) : 'chunked');
  text += end(random);
  if (framing === 0) text += body;
  if (framing === 1) text += chunked(random);
  return text;
}

/** One request. */
export function generateRequest(random: Random): string {
  let text = random.oneIn(15) ? random.pick(['\r\n', '\r\n\r\n', '\n', '\r']) : '';
  const method = random.oneIn(3) ? random.pick(METHODS) : 'POST';
  const target = random.oneIn(3) ? random.pick(TARGETS) : '/x';
  const version = random.oneIn(4) ? random.pick(VERSIONS) : 'HTTP/1.1';
  const gap = random.oneIn(80) ? random.pick(['  ', '\t', '']) : ' ';
  text += `${method}${gap}${target} ${version}${end(random)}`;
  if (!random.oneIn(20)) text += field(random, 'Host', random.oneIn(20) ? random.pick(VALUES) : 'h');
  return text + fieldsAndBody(random);
}

const STATUSES = [
  '200 OK',
  '200 OK',
  '200',
  '200 ',
  '204 No Content',
  '304 Not Modified',
  '404 Not Found',
  '100 Continue',
  '103 Early Hints',
  '101 Switching Protocols',
  '099 x',
  '600 x',
  '999',
  '2000 x',
  '20 x',
  '200\tOK',
  '200 O\xc9',
  '200 \x01',
  'abc',
];

/** One answer. */
export function generateResponse(random: Random): string {
  if (random.oneIn(200)) return '<html>hello</html>';
  const version = random.oneIn(12) ? random.pick(VERSIONS) : 'HTTP/1.1';
  const status = random.oneIn(3) ? random.pick(STATUSES) : '200 OK';
  const before = random.oneIn(30) ? random.pick(['\r\n', '\n', '\r\n\r\n']) : '';
  return `${before}${version} ${status}${end(random)}${fieldsAndBody(random)}`;
}

/**
 * A message and one to three more on the same connection that have its fields and body again behind start lines of their
 * own: byte for byte, or with one byte changed, in the other case, shortened, or lengthened.
 */
export function repeatFields(random: Random, generate: (random: Random) => string): string {
  const first = generate(random);
  const rest = first.slice(startLineEnd(first));
  let text = first;
  for (let n = 1 + random.below(3); n > 0; n--) {
    const other = random.oneIn(2) ? first : generate(random);
    text += other.slice(0, startLineEnd(other)) + (random.oneIn(2) ? rest : nearly(random, rest));
  }
  return text;
}

function startLineEnd(message: string): number {
  const at = message.indexOf('\r\n', message.search(/[^\r\n]/));
  return at < 0 ? message.length : at + 2;
}

/** The same but for one place. */
function nearly(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const letter = text.charAt(at);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + random.pick(['a', '0', '1', 'x', 'C', ' ']) + text.slice(at + 1);
    case 1:
      return (
        text.slice(0, at) +
        (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) +
        text.slice(at + 1)
      );
    case 2:
      return text.slice(0, at) + text.slice(at + 1);
    case 3:
      // Without its first line: what the other began with is now what it ends with.
      return text.slice(startLineEnd(text));
    case 4:
      return `X-More: ${random.pick(VALUES)}\r\n${text}`;
    default:
      return text.replace(/\d/, String(random.below(10)));
  }
}

/** Pieces that matter to framing, for splicing into messages. */
export const FRAGMENTS: readonly string[] = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\n\n',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '\x00',
  '\x0b',
  '\x7f',
  '\x85',
  '\xa0',
  '0\r\n\r\n',
  '5\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding:\r\n chunked\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive\r\n',
  'Connection: upgrade\r\n',
  'Upgrade: x\r\n',
  'Host: h\r\n',
  'GET / HTTP/1.1\r\nHost: h\r\n\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1',
  'HTTP/1.0',
  ' HTTP/1.1\r\n',
  ...VALUES,
  ...SIZES,
  ...NAMES,
];

/** Changes a few bytes of `text`: flips, inserts, removes, repeats, splices. */
export function mutate(random: Random, text: string): string {
  let result = text;
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(result.length + 1);
    const length = random.oneIn(4) ? random.below(20) : 1;
    switch (random.below(6)) {
      case 0:
        result = result.slice(0, at) + String.fromCharCode(random.below(256)) + result.slice(at + 1);
        break;
      case 1:
        result = result.slice(0, at) + String.fromCharCode(random.below(256)) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + result.slice(at + length);
        break;
      case 3:
        result = result.slice(0, at + length) + result.slice(at);
        break;
      default:
        result = result.slice(0, at) + random.pick(FRAGMENTS) + result.slice(at);
    }
  }
  return result;
}
