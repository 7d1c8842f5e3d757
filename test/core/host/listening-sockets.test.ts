import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseProcNetTcp } from '../../../core/host/linux-sockets.ts';
import { shownCommand } from '../../../core/host/listening-socket.ts';
import { listeningSockets } from '../../../core/host/listening-sockets.ts';
import { parseLsof, parsePs } from '../../../core/host/macos-sockets.ts';
import { parseNetstat, parseTasklist } from '../../../core/host/windows-sockets.ts';

const PROC_HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

describe('/proc/net/tcp', () => {
  test('listening sockets with address, port and inode; connections are left out', () => {
    const text = `${PROC_HEAD}   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123456 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 888 1 0000000000000000 20 4 30 10 -1
`;
    expect(parseProcNetTcp(text)).toEqual([
      { host: '127.0.0.1', port: 8080, inode: '123456' },
      { host: '0.0.0.0', port: 22, inode: '777' },
    ]);
  });

  test.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['B80D01200000000000000000FE030000', '2001:db8::3fe'],
    ['000080FE00000000FF005450B6AD1DFE', 'fe80::5054:ff:fe1d:adb6'],
    ['B80D0120010000000000000001000000', '2001:db8:0:1::1'],
  ])('tcp6 %s is %s', (hex, host) => {
    const line = `   0: ${hex}:1F90 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 9 1`;
    expect(parseProcNetTcp(line)).toEqual([{ host, port: 8080, inode: '9' }]);
  });

  test.each([
    '',
    PROC_HEAD,
    'nonsense',
    '0: XYZ:1F90 0 0A 0 0 0 0 0 1',
    '0: 0100007F:ZZZZ 0 0A 0 0 0 0 0 1',
    '0: 0100007F 0 0A',
  ])('nothing is made of %j', (text) => {
    expect(parseProcNetTcp(text)).toEqual([]);
  });
});

describe('lsof and ps', () => {
  test('processes with their sockets', () => {
    const text =
      'p501\ncnode\nf23\nn127.0.0.1:13001\nf24\nn[::1]:13001\np77\ncControlCe\nf9\nn*:7000\nf10\nn127.0.0.1:80->1.2.3.4:9\n';
    expect(parseLsof(text)).toEqual([
      { host: '127.0.0.1', port: 13_001, pid: 501, process: 'node' },
      { host: '::1', port: 13_001, pid: 501, process: 'node' },
      { host: '0.0.0.0', port: 7000, pid: 77, process: 'ControlCe' },
    ]);
    expect(parseLsof('')).toEqual([]);
  });

  test('command lines by pid', () => {
    expect([...parsePs('    1 /sbin/launchd\n  501 node server.js --port 13001\n\n')]).toEqual([
      [1, '/sbin/launchd'],
      [501, 'node server.js --port 13001'],
    ]);
  });
});

describe('netstat and tasklist', () => {
  test('listening sockets, also where LISTENING is translated', () => {
    const text = [
      'Aktive Verbindungen',
      '',
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1000',
      '  TCP    127.0.0.1:8080         0.0.0.0:0              LISTENING        4711',
      '  TCP    127.0.0.1:8080         127.0.0.1:50000        ESTABLISHED      4711',
      '  TCP    [::1]:13001            [::]:0                 LISTENING        4712',
      '  TCP    [fe80::1%12]:445       [::]:0                 À L’ÉCOUTE       4',
      '  UDP    0.0.0.0:123            *:*                                     900',
    ].join('\r\n');
    expect(parseNetstat(text)).toEqual([
      { host: '0.0.0.0', port: 135, pid: 1000 },
      { host: '127.0.0.1', port: 8080, pid: 4711 },
      { host: '::1', port: 13_001, pid: 4712 },
      { host: 'fe80::1', port: 445, pid: 4 },
    ]);
  });

  test('image names by pid', () => {
    expect([
      ...parseTasklist(
        '"node.exe","4711","Console","1","50.000 K"\r\n"System","4","Services","0","1 K"\r\nINFO: none\r\n',
      ),
    ]).toEqual([
      [4711, 'node'],
      [4, 'System'],
    ]);
  });
});

test('a command line is one line of bearable length', () => {
  expect(shownCommand('node\0server.js\0--port\u000013001\0')).toBe('node server.js --port 13001');
  expect(shownCommand('a\u001b[31m\nb')).toBe('a [31m b');
  expect(shownCommand('\0')).toBeNull();
  expect(shownCommand('x'.repeat(9999))).toHaveLength(400);
});

test('a listener of our own is found on this machine, with us as its holder', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  const found = (await listeningSockets()).find((socket) => socket.port === port);
  await new Promise((resolve) => server.close(resolve));
  expect(found).toMatchObject({ host: '127.0.0.1', pid: process.pid });
  expect((await listeningSockets()).find((socket) => socket.port === port)).toBeUndefined();
});

test('a system that nobody knows shows nothing', async () => {
  expect(await listeningSockets('aix')).toEqual([]);
});
