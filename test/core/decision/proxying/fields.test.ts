import { describe, expect, test } from 'vitest';
import { parseMemberUrl, resolveProject } from '../../../../core/contract/index.ts';
import {
  type ClientResponseInput,
  checkMaxForwards,
  clientResponseFields,
  errorPage,
  joinedCookies,
  type MemberRequestInput,
  memberRequestFields,
  reverseLocation,
  reverseRules,
  traceBody,
  upgradeFor,
} from '../../../../core/decision/index.ts';

const url = (text: string) => {
  const parsed = parseMemberUrl(text);
  if (parsed === undefined) throw new Error(`not a URL: ${text}`);
  return parsed;
};
const flat = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]);
const lines = (fields: readonly string[]) =>
  fields.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${fields[at + 1]}`] : []));

describe('APACHE §6.1 the request to the member', () => {
  const BASE: MemberRequestInput = {
    fields: flat('Host: Front.Test:80\nAccept: */*'),
    connectionOptions: [],
    member: url('http://127.0.0.1:8001'),
    host: 'Front.Test:80',
    preserveHost: false,
    serverName: 'front.test',
    clientAddress: '127.0.0.1',
    body: null,
    pings: false,
    disableReuse: false,
    upgrade: null,
    forwardedProto: null,
  };
  const sent = (rest: Partial<MemberRequestInput>) => lines(memberRequestFields({ ...BASE, ...rest }));

  test('order, merged repetitions, hop-by-hop fields and Max-Forwards, as 2.4.71 sent them', () => {
    const fields = flat(`
      X-A: 1
      X-b: 2
      Host: Front.Test:80
      x-a: 3
      Cookie: a=b
      Cookie: c=d
      X-Forwarded-For: 9.9.9.9
      TE: trailers
      Connection: x-hop, keep-alive
      X-Hop: 1
      Keep-Alive: 5
      Proxy-Connection: a
      Upgrade: h2c
      Proxy-Authorization: z
      Via: 1.1 me
      X-Forwarded-For: 8.8.8.8
      Empty:
      Max-Forwards: 5`);
    expect(sent({ fields, connectionOptions: ['x-hop'] })).toEqual([
      'Host: 127.0.0.1:8001',
      'X-A: 1, 3',
      'X-b: 2',
      'Cookie: a=b, c=d',
      'X-Forwarded-For: 9.9.9.9, 8.8.8.8, 127.0.0.1',
      'Proxy-Authorization: z',
      'Via: 1.1 me',
      'Empty: ',
      'Max-Forwards: 4',
      'X-Forwarded-Host: Front.Test:80',
      'X-Forwarded-Server: front.test',
      'Connection: Keep-Alive',
    ]);
  });

  test.each<[string, Partial<MemberRequestInput>, string, string]>([
    ['preserveHost', { preserveHost: true }, 'Host: Front.Test:80', 'X-Forwarded-Host: Front.Test:80'],
    ['preserveHost without a Host', { preserveHost: true, host: null, fields: [] }, 'Host: front.test', ''],
    ['an absolute target', { host: 'abs.test:81' }, 'Host: 127.0.0.1:8001', 'X-Forwarded-Host: abs.test:81'],
    [
      'an absolute target without a Host field',
      { host: 'abs.test', fields: [], preserveHost: true },
      'Host: abs.test',
      '',
    ],
    [
      'a default port is left out',
      { member: url('http://Member.Test:80/x') },
      'Host: member.test',
      'X-Forwarded-Host: Front.Test:80',
    ],
  ])('%s', (_, rest, host, forwardedHost) => {
    const out = sent(rest);
    expect([out[0], out.find((line) => line.startsWith('X-Forwarded-Host')) ?? '']).toEqual([
      host,
      forwardedHost,
    ]);
  });

  test.each<[string, Partial<MemberRequestInput>, readonly string[]]>([
    ['no body', {}, ['Connection: Keep-Alive']],
    ['Content-Length: 0 is kept', { body: 0 }, ['Content-Length: 0', 'Connection: Keep-Alive']],
    ['chunked', { body: 'chunked' }, ['Transfer-Encoding: chunked', 'Connection: Keep-Alive']],
    ['disablereuse', { disableReuse: true }, ['Connection: close']],
    ['§6.3 upgrade', { upgrade: 'WebSocket' }, ['Connection: Upgrade', 'Upgrade: WebSocket']],
  ])('framing and Connection come last: %s', (_, rest, last) => {
    expect(sent(rest).slice(-last.length)).toEqual(last);
  });

  test.each([
    ['', 'Expect: 100-Continue'],
    ['Expect: 100-continue', 'Expect: 100-continue'],
    ['Expect: other', 'Expect: other, 100-Continue'],
  ])('§5.7 ping= asks for a 100: %j → %s', (line, expected) => {
    expect(sent({ pings: true, fields: flat(line) }).find((out) => out.startsWith('Expect'))).toBe(expected);
  });

  test('X-Forwarded-Proto is set, not merged: a client can’t claim it', () => {
    expect(sent({ forwardedProto: 'https', fields: flat('X-Forwarded-Proto: ftp') })).toContain(
      'X-Forwarded-Proto: https',
    );
    expect(sent({ forwardedProto: 'https' })).toContain('X-Forwarded-Proto: https');
  });

  test.each<[string, string | null, string | null, string | null]>([
    ['http://m', null, 'websocket', null],
    ['http://m', 'websocket', null, null],
    ['http://m', 'websocket', 'WebSocket', 'WebSocket'],
    ['http://m', 'websocket', 'websocket, h2c', 'websocket, h2c'],
    ['http://m', 'websocket', 'h2c', null],
    ['http://m', 'h2c,websocket', 'websocket', 'websocket'],
    ['http://m', 'any', 'h2c', 'h2c'],
    ['http://m', '*', 'h2c', 'h2c'],
    ['ws://m', null, 'websocket', 'websocket'],
    ['wss://m', null, 'h2c', null],
  ])('APACHE §6.3 %s with upgrade=%s, client asks %s: %s', (member, upgrade, wish, expected) => {
    expect(upgradeFor({ target: url(member), upgrade }, wish)).toBe(expected);
  });
});

describe('APACHE §6.5 Max-Forwards', () => {
  test.each([
    ['GET', '', 'forward'],
    ['GET', 'Max-Forwards: 5', 'forward'],
    ['TRACE', 'Max-Forwards: 0', 'answer-here'],
    ['OPTIONS', 'Max-Forwards: 0', 'answer-here'],
    ['GET', 'Max-Forwards: 0', 'Max-Forwards has reached zero - proxy loop?'],
    ['GET', 'Max-Forwards: abc', 'Max-Forwards request header could not be parsed'],
    ['GET', 'Max-Forwards: 5\nMax-Forwards: 5', 'Max-Forwards request header could not be parsed'],
  ])('%s %j: %s', (method, fields, expected) => {
    const step = checkMaxForwards(method, flat(fields));
    expect(step.do === 'answer' ? step.answer.note : step.do).toBe(expected);
    if (step.do === 'answer') expect(step.answer).toMatchObject({ status: 400, reasonPhrase: 'Proxy Error' });
  });

  test('a TRACE answered here says what came', () => {
    expect(traceBody('TRACE /x HTTP/1.1', flat('Host: h\nMax-Forwards: 0'))).toBe(
      'TRACE /x HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n',
    );
  });
});

test('APACHE §1.4.1 Cookie fields are joined with a comma', () => {
  expect(joinedCookies(flat('Cookie: a=b\nX: 1\ncookie: c=d'))).toBe('a=b, c=d');
  expect(joinedCookies(flat('X: 1'))).toBeNull();
});

describe('APACHE §6.2, §7 the answer to the client', () => {
  const BASE: ClientResponseInput = {
    fields: [],
    connectionOptions: [],
    status: 200,
    isChunked: false,
    date: 'Mon, 23 Nov 2026 20:51:08 GMT',
    server: 'own',
    setCookie: null,
    connection: null,
    upgrade: null,
    rewriteLocation: (text) => `<${text}>`,
  };
  const sent = (text: string, rest: Partial<ClientResponseInput> = {}) =>
    lines(clientResponseFields({ ...BASE, fields: flat(text), ...rest }));

  test('order and removals, as 2.4.71 sent them', () => {
    const out = sent(
      `Set-Cookie: a=1
      X-One: 1
      x-one: 2
      Server: srv
      set-cookie: b=2
      Date: Mon, 01 Jan 2001 00:00:00 GMT
      Connection: close, X-Two
      X-Two: 2
      Keep-Alive: 1
      Warning: garbage
      Warning: 199 a "b"
      Last-Modified: Monday, 01-Jan-01 00:00:00 GMT
      Expires: 0
      Proxy-Authenticate: x
      TE: x
      Trailer: y
      Upgrade: foo
      Proxy-Connection: z
      Transfer-Encoding: chunked
      Content-Length: 2
      Content-Type: text/plain
      Content-Type: text/html
      Server: other
      Proxy-Authentication-Info: q`,
      { connectionOptions: ['x-two'], setCookie: 'ROUTEID=.a; path=/', connection: 'close' },
    );
    expect(out).toEqual([
      'Date: Mon, 01 Jan 2001 00:00:00 GMT',
      'Server: srv',
      'X-One: 1',
      'x-one: 2',
      'Last-Modified: Mon, 01 Jan 2001 00:00:00 GMT',
      'Expires: 0',
      'Content-Length: 2',
      'Content-Type: text/plain',
      'Proxy-Authentication-Info: q',
      'Set-Cookie: a=1',
      'set-cookie: b=2',
      'Warning: 199 a "b"',
      'Set-Cookie: ROUTEID=.a; path=/',
      'Connection: close',
    ]);
  });

  test('Date and Server of ours only where the member has none; no Server when we have none', () => {
    expect(sent('X: 1')).toEqual(['Date: Mon, 23 Nov 2026 20:51:08 GMT', 'Server: own', 'X: 1']);
    expect(sent('', { server: null })).toEqual(['Date: Mon, 23 Nov 2026 20:51:08 GMT']);
  });

  test('chunked: Content-Length goes, Transfer-Encoding is last', () => {
    expect(sent('Content-Length: 2', { isChunked: true }).slice(2)).toEqual(['Transfer-Encoding: chunked']);
  });

  test.each([204, 304])('%d: Content-Length goes (seen on 2.4.71)', (status) => {
    expect(sent('Content-Length: 0\nETag: "x"', { status }).slice(2)).toEqual(['ETag: "x"']);
  });

  test('103: nothing of ours, nothing rewritten, Set-Cookie last', () => {
    const rest = { status: 103, setCookie: 'ROUTEID=.a', connection: 'close', isChunked: true };
    expect(
      sent('Set-Cookie: x\nServer: q\nDate: foo\nLocation: http://m/x\nContent-Length: 1\nLink: a', rest),
    ).toEqual(['Server: q', 'Date: foo', 'Location: http://m/x', 'Link: a', 'Set-Cookie: x']);
  });

  test('§6.3 101: no route cookie, no Date; the member’s own Set-Cookie is relayed', () => {
    const rest = { status: 101, setCookie: 'ROUTEID=.a', upgrade: 'websocket' };
    expect(sent('Upgrade: websocket\nConnection: Upgrade\nSet-Cookie: s=1\nX-Q: 1', rest)).toEqual([
      'X-Q: 1',
      'Set-Cookie: s=1',
      'Connection: Upgrade',
      'Upgrade: websocket',
    ]);
    expect(sent('X-Q: 1', { status: 101 })).toEqual(['X-Q: 1']);
  });

  test('§6.7 Location, Content-Location, URI, Destination; not Refresh, not Link', () => {
    expect(
      sent('Location: a\nContent-Location: b\nURI: c\nDestination: d\nRefresh: e\nLink: f').slice(2),
    ).toEqual([
      'Location: <a>',
      'Content-Location: <b>',
      'URI: <c>',
      'Destination: <d>',
      'Refresh: e',
      'Link: f',
    ]);
  });

  test('a Warning with a date must carry the answer’s', () => {
    const warning = 'Warning: 110 agent "stale" "Mon, 01 Jan 2001 00:00:00 GMT"';
    expect(sent(`${warning}\nDate: Mon, 01 Jan 2001 00:00:00 GMT`)).toContain(warning);
    expect(sent(warning)).not.toContain(warning);
  });

  test.each([
    ['Mon, 01 Jan 2001 00:00:00 GMT', 'Mon, 01 Jan 2001 00:00:00 GMT'],
    ['Monday, 01-Jan-01 00:00:00 GMT', 'Mon, 01 Jan 2001 00:00:00 GMT'],
    ['Saturday, 02-Jan-99 03:04:05 GMT', 'Sat, 02 Jan 1999 03:04:05 GMT'],
    ['Mon Jan  1 00:00:00 2001', 'Mon, 01 Jan 2001 00:00:00 GMT'],
    ['Mon Xxx  1 00:00:00 2001', 'Mon Xxx  1 00:00:00 2001'],
    ['garbage', 'garbage'],
  ])('dates are sent in one form: %s', (text, expected) => {
    expect(sent(`Expires: ${text}`)).toContain(`Expires: ${expected}`);
  });
});

describe('APACHE §6.7 ProxyPassReverse', () => {
  function rewrite(
    proxyPass: readonly (readonly [string, string])[],
    location: string,
    rest: object = {},
    member = 'http://h:1',
  ) {
    const { sites, balancers } = resolveProject({
      version: 1,
      name: 'p',
      balancers: [{ name: 'lb', members: [{ url: member }] }],
      sites: [
        {
          name: 's',
          listen: '127.0.0.1:8080',
          proxyPass: proxyPass.map(([path, to]) => ({ path, url: to })),
          ...rest,
        },
      ],
    });
    const [site] = sites;
    if (site === undefined) throw new Error('no site');
    const front = { scheme: 'http', host: 'front.test', serverName: 'front.test' } as const;
    return reverseLocation(location, reverseRules(site, balancers), front);
  }
  const ROOT = [['/', 'balancer://lb/']] as const;

  test.each([
    ['the rest follows the path', ROOT, 'http://h:1/foo?x#y', 'http://front.test/foo?x#y'],
    ['a bare member URL', ROOT, 'http://h:1', 'http://front.test/'],
    ['a plain prefix, no border', ROOT, 'http://h:1foo', 'http://front.test/foo'],
    ['without case', ROOT, 'HTTP://H:1/foo', 'http://front.test/foo'],
    ['relative references pass', ROOT, '/rel', '/rel'],
    ['others pass', ROOT, 'http://other/', 'http://other/'],
    ['a URL without scheme passes', ROOT, '//h:1/foo', '//h:1/foo'],
    ['doubled slashes stay', ROOT, 'http://h:1//two', 'http://front.test//two'],
    ['a path', [['/p/', 'balancer://lb/']], 'http://h:1/foo', 'http://front.test/p/foo'],
    [
      'a balancer path must follow exactly',
      [['/p', 'balancer://lb/Base']],
      'http://h:1/Base/x',
      'http://front.test/p/x',
    ],
    ['with case', [['/p', 'balancer://lb/Base']], 'http://h:1/base/x', 'http://h:1/base/x'],
    [
      'a virtual host path matches nothing plain',
      [['/', 'balancer://lb/VirtualHostBase/x/VirtualHostRoot/']],
      'http://h:1/foo',
      'http://h:1/foo',
    ],
    ['a plain target', [['/api', 'http://api:9000/']], 'http://API:9000/x', 'http://front.test/api/x'],
    ['the first that fits', [['/a', 'balancer://lb'], ...ROOT], 'http://h:1/x', 'http://front.test/a/x'],
    ['exclusions have none', [['/no', '!'], ...ROOT], 'http://h:1/x', 'http://front.test/x'],
    [
      'a balancer that nobody defined has no members',
      [['/', 'balancer://typo/']],
      'http://h:1/x',
      'http://h:1/x',
    ],
  ] as const)('%s', (_, proxyPass, location, expected) => {
    expect(rewrite(proxyPass, location)).toBe(expected);
  });

  test('a member’s slash at the end is dropped before a balancer path', () => {
    expect(rewrite([['/p', 'balancer://lb/base']], 'http://h:1/base/x', {}, 'http://h:1/')).toBe(
      'http://front.test/p/x',
    );
  });

  test('switched off: nothing is rewritten', () => {
    expect(rewrite(ROOT, 'http://h:1/foo', { proxyPassReverse: false })).toBe('http://h:1/foo');
  });

  test.each([
    ['Weird.Host:8123', 's.test', 'http', 'http://weird.host:8123/'],
    ['front.test', 's.test', 'http', 'http://front.test/'],
    ['front.test', 's.test:8080', 'http', 'http://front.test:8080/'],
    [null, 's.test', 'http', 'http://s.test/'],
    [null, 's.test:8080', 'http', 'http://s.test:8080/'],
    ['h:443', 's.test', 'https', 'https://h/'],
    ['h:80', 's.test', 'http', 'http://h/'],
  ] as const)(
    'the client’s host %s at %s (%s): %s, as 2.4.71 had it',
    (host, serverName, scheme, expected) => {
      const rules = [{ prefix: 'http://m', path: '', fake: '/' }];
      expect(reverseLocation('http://m', rules, { scheme, host, serverName })).toBe(expected);
    },
  );
});

describe('APACHE §2.7 pages of our own', () => {
  const input = { method: 'GET', date: 'now', server: 'srv', mustClose: false, isHttp10: false };
  const answer = (status: number, reasonPhrase: string, note: string | null = null) => ({
    status,
    reasonPhrase,
    note,
  });

  test.each([
    [answer(503, 'Service Unavailable'), 339, true],
    [answer(404, 'Not Found'), 236, false],
    [answer(400, 'Bad Request'), 266, true],
    [answer(400, 'Proxy Error', 'Max-Forwards has reached zero - proxy loop?'), 386, true],
    [answer(403, 'Forbidden'), 239, false],
    [answer(405, 'Method Not Allowed'), 260, false],
    [answer(408, 'Request Timeout'), 261, true],
    [answer(411, 'Length Required'), 278, true],
    [answer(413, 'Request Entity Too Large'), 355, true],
    [answer(414, 'Request-URI Too Long'), 288, true],
    [answer(431, 'Request Header Fields Too Large'), 313, false],
    [answer(500, 'Internal Server Error'), 571, true],
    [answer(500, 'Proxy Error', 'DNS lookup failure for: nohost.invalid'), 306, true],
    [answer(501, 'Not Implemented'), 242, true],
    [answer(502, 'Bad Gateway'), 272, false],
    [answer(502, 'Proxy Error', 'Error reading from remote server'), 381, false],
    [answer(502, 'Proxy Error', 'Too many (10) interim responses from origin server'), 399, false],
    [answer(502, 'Proxy Error', 'Unexpected Upgrade: websocket (expecting n/a)'), 394, false],
    [answer(504, 'Gateway Timeout'), 287, false],
    [answer(505, 'HTTP Version Not Supported'), 581, false],
    [answer(508, 'Loop Detected'), 272, false],
  ])('$status $reasonPhrase has %d bytes, as on 2.4.71; closes: %s', (own, bytes, closes) => {
    const page = errorPage(own, input);
    expect([page.body.length, page.closes]).toEqual([bytes, closes]);
    expect(lines(page.fields)).toEqual([
      'Date: now',
      'Server: srv',
      `Content-Length: ${bytes}`,
      ...(closes ? ['Connection: close'] : []),
      'Content-Type: text/html; charset=iso-8859-1',
    ]);
  });

  test('the 503, byte for byte', () => {
    expect(errorPage(answer(503, 'Service Unavailable'), input).body).toBe(
      `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head>
<title>503 Service Unavailable</title>
</head><body>
<h1>Service Unavailable</h1>
<p>The server is temporarily unable to service your
request due to maintenance downtime or capacity
problems. Please try again later.</p>
</body></html>
`,
    );
  });

  test('a 503 after a ping time-out shows no note; notes and methods are escaped', () => {
    expect(errorPage(answer(503, 'Proxy Error', 'Timeout on 100-Continue'), input).body).not.toContain(
      'Reason',
    );
    const page = errorPage(answer(502, 'Proxy Error', '<a href="x">&'), input).body;
    expect(page).toContain('&lt;a href=&quot;x&quot;&gt;&amp;');
    expect(errorPage(answer(405, 'Method Not Allowed'), { ...input, method: '<$&>' }).body).toContain(
      'method &lt;$&amp;&gt; is',
    );
  });

  test('HEAD: the fields without Content-Length, no body', () => {
    const page = errorPage(answer(503, 'Service Unavailable'), { ...input, method: 'HEAD', server: null });
    expect(page.body).toBe('');
    expect(lines(page.fields)).toEqual([
      'Date: now',
      'Connection: close',
      'Content-Type: text/html; charset=iso-8859-1',
    ]);
  });

  test('a connection that ends anyway says so', () => {
    expect(errorPage(answer(404, 'Not Found'), { ...input, mustClose: true }).fields).toContain('close');
  });

  test('an HTTP/1.0 client is told that its connection stays, or that it ends', () => {
    const old = { ...input, isHttp10: true };
    expect(errorPage(answer(502, 'Bad Gateway'), old).fields).toContain('Keep-Alive');
    expect(errorPage(answer(503, 'Service Unavailable'), old).fields).not.toContain('Keep-Alive');
    expect(errorPage(answer(404, 'Not Found'), { ...old, mustClose: true }).fields).not.toContain(
      'Keep-Alive',
    );
  });
});
