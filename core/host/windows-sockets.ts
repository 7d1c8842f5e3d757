import { type ListeningSocket, shownCommand } from './listening-socket.ts';
import { outputOf } from './program-output.ts';

/**
 * The listening sockets in the output of `netstat -ano`. The word for LISTENING is translated on many systems, so the
 * foreign address tells: only a listening socket has port 0 there.
 */
export function parseNetstat(text: string): readonly Pick<ListeningSocket, 'host' | 'port' | 'pid'>[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*TCP\s+(\[[^\]]+\]|[\d.]+):(\d+)\s+(?:\[::\]|0\.0\.0\.0):0\s+\S.*?\s(\d+)\s*$/.exec(
      line,
    );
    if (match === null) return [];
    const host = (match[1] ?? '').replace(/^\[|\]$/g, '').replace(/%\d+$/, '');
    return [{ host, port: Number(match[2]), pid: Number(match[3]) }];
  });
}

/** Image names by pid in the output of `tasklist /FO CSV /NH`. */
export function parseTasklist(text: string): ReadonlyMap<number, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [number, string][] => {
      const match = /^"([^"]+)","(\d+)"/.exec(line);
      return match === null ? [] : [[Number(match[2]), (match[1] ?? '').replace(/\.exe$/i, '')]];
    }),
  );
}

/** Every listening socket; Windows tells the program's name without its command line. */
export async function windowsSockets(): Promise<readonly ListeningSocket[]> {
  const system = `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32`;
  const [sockets, names] = await Promise.all([
    outputOf(`${system}\\netstat.exe`, ['-ano']).then(parseNetstat),
    outputOf(`${system}\\tasklist.exe`, ['/FO', 'CSV', '/NH']).then(parseTasklist),
  ]);
  return sockets.map((socket) => ({
    ...socket,
    process: socket.pid === null ? null : shownCommand(names.get(socket.pid) ?? ''),
    command: null,
  }));
}
