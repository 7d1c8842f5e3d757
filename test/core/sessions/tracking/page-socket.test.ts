import { expect, test } from 'vitest';
import { PageSocket } from '../../../../core/sessions/tracking/page-socket.ts';

// The code is what a page goes by: whether somebody is still there who can be spoken to (RFC 6455 §7.4.1).
test.each<[string, (socket: PageSocket) => void, number, string]>([
  ['Routepin ends', (socket) => socket.goAway(), 1001, 'left'],
  ['the page closes it', (socket) => socket.received(Buffer.from([0x88, 0x80, 0, 0, 0, 0])), 1000, 'heard'],
  [
    'the page says nonsense',
    (socket) => socket.received(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78])),
    1000,
    'left',
  ],
])('%s: it is closed once, with a code that says so', (_, end, code, how) => {
  const sent: Buffer[] = [];
  const ends: string[] = [];
  const link = { send: (bytes: Buffer) => sent.push(bytes), end: () => ends.push('end') };
  const closed = (reason: string) => ends.push(reason);
  const socket = new PageSocket(link, { spoke: () => {}, closed }, () => 0);
  end(socket);
  socket.goAway();
  socket.gone();
  expect(sent).toEqual([Buffer.from([0x88, 2, code >> 8, code & 0xff])]);
  expect(ends).toEqual(['end', how]);
});
