import { readdir, readFile, readlink } from 'node:fs/promises';
import { type BareSocket, type ListeningSocket, shownCommand } from './listening-socket.ts';

/** `st` of a listening socket in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN_STATE = '0A';

/** The listening sockets of a /proc/net/tcp or /proc/net/tcp6 text, with their inodes (proc(5)). */
export function parseProcNetTcp(text: string): readonly (BareSocket & { readonly inode: string })[] {
  return text.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN_STATE || local === undefined || inode === undefined) return [];
    const [address, port] = local.split(':');
    const host = address === undefined ? null : hostOfHex(address);
    if (host === null || port === undefined || !/^[0-9A-F]{4}$/i.test(port)) return [];
    return [{ host, port: Number.parseInt(port, 16), inode }];
  });
}

/**
 * The address behind the kernel's hex: words of 32 bits, each in the byte order of the machine, which is little-endian
 * wherever Node runs but on s390x.
 */
function hostOfHex(hex: string): string | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return null;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2)
    groups.push((bytes[index] ?? 0) * 256 + (bytes[index + 1] ?? 0));
  return shortIpv6(groups);
}

/** Eight groups in the form of RFC 5952 §4.2: the longest run of zeros, the first of equals, becomes `::`. */
function shortIpv6(groups: readonly number[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const words = groups.map((group) => group.toString(16));
  if (best.length < 2) return words.join(':');
  return `${words.slice(0, best.start).join(':')}::${words.slice(best.start + best.length).join(':')}`;
}

/** Every listening socket of this machine (this network namespace), by /proc. */
export async function linuxSockets(): Promise<readonly ListeningSocket[]> {
  const texts = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const sockets = texts.flatMap(parseProcNetTcp);
  const pids = await holdersOf(new Set(sockets.map((socket) => socket.inode)));
  const words = new Map<number, Pick<ListeningSocket, 'process' | 'command'>>();
  await Promise.all([...new Set(pids.values())].map(async (pid) => words.set(pid, await wordsOf(pid))));
  return sockets.map(({ host, port, inode }) => {
    const pid = pids.get(inode) ?? null;
    const told = pid === null ? undefined : words.get(pid);
    return { host, port, pid, process: told?.process ?? null, command: told?.command ?? null };
  });
}

/** Which process has which socket open. Processes of other accounts can't be looked into: they are left out. */
async function holdersOf(inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry));
  await Promise.all(
    pids.map(async (pid) => {
      const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
      const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
      for (const link of links) {
        const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
        if (inode === undefined || !inodes.has(inode)) continue;
        // A socket inherited by children is its oldest holder's.
        found.set(inode, Math.min(Number(pid), found.get(inode) ?? Number.POSITIVE_INFINITY));
      }
    }),
  );
  return found;
}

async function wordsOf(pid: number): Promise<Pick<ListeningSocket, 'process' | 'command'>> {
  const [name, command] = await Promise.all([
    readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
  ]);
  return { process: shownCommand(name), command: shownCommand(command) };
}
