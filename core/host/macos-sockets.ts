import { type ListeningSocket, shownCommand } from './listening-socket.ts';
import { outputOf } from './program-output.ts';

/** The sockets in the output of `lsof -nP -iTCP -sTCP:LISTEN -Fpcn`: fields by letter, a process's before its files' (lsof(8)). */
export function parseLsof(text: string): readonly Omit<ListeningSocket, 'command'>[] {
  const sockets: Omit<ListeningSocket, 'command'>[] = [];
  let pid: number | null = null;
  let process: string | null = null;
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) {
      pid = Number(value);
      process = null;
    } else if (line.startsWith('c')) process = shownCommand(value);
    else if (line.startsWith('n')) {
      const match = /^(\*|\[[^\]]+\]|[^\s:]+):(\d+)$/.exec(value);
      if (match === null) continue;
      const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
      sockets.push({ host: host === '*' ? '0.0.0.0' : host, port: Number(match[2]), pid, process });
    }
  }
  return sockets;
}

/** Command lines by pid in the output of `ps -axo pid=,command=`. */
export function parsePs(text: string): ReadonlyMap<number, string> {
  return new Map(
    text.split('\n').flatMap((line): [number, string][] => {
      const match = /^\s*(\d+)\s+(.*\S)\s*$/.exec(line);
      return match === null ? [] : [[Number(match[1]), match[2] ?? '']];
    }),
  );
}

/** Every listening socket that lsof shows to this account. */
export async function macosSockets(): Promise<readonly ListeningSocket[]> {
  const [sockets, commands] = await Promise.all([
    outputOf('/usr/sbin/lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpcn']).then(parseLsof),
    outputOf('/bin/ps', ['-axo', 'pid=,command=']).then(parsePs),
  ]);
  return sockets.map((socket) => ({
    ...socket,
    command: socket.pid === null ? null : shownCommand(commands.get(socket.pid) ?? ''),
  }));
}
