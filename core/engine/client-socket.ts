import { Socket } from 'node:net';
import { type DirectReader, readDirectly } from './direct-io.ts';

/** Node's handle of a connection, as far as it is used here. */
interface Handle {
  readStart(): number;
}

/** Where reads go: `callback` gets the number of bytes and the buffer; false stops the reading. */
export interface ReadInto {
  readonly buffer: Uint8Array;
  readonly callback: (bytes: number, buffer: Uint8Array) => boolean;
}

/**
 * An accepted connection that reads into buffers of ours. `net.connect` offers that (`onread`), `net.Server` does not
 * and gives each read 64 KiB of its own, which cost more than reading them: a third of an upload's time. So the
 * connection's handle goes into a socket made as `net.Server` makes its own, with the option set. `accepted` must come from a
 * server with `pauseOnConnect` and be untouched; it is empty afterwards. Null when this Node keeps its handles
 * elsewhere: then `accepted` reads as ever.
 */
export function readingInto(
  accepted: Socket,
  reader: DirectReader & { readonly onread: ReadInto },
): Socket | null {
  const holder = accepted as unknown as { _handle?: Handle | null };
  const handle = holder._handle;
  if (typeof handle?.readStart !== 'function') return null;
  holder._handle = null;
  const options = { handle, allowHalfOpen: true, onread: reader.onread, readable: true, writable: true };
  const socket = new Socket(options as never);
  readDirectly(socket, reader);
  return socket;
}
