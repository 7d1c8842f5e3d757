/** A TCP socket that listens on this machine, and who holds it as far as the system tells. */
export interface ListeningSocket {
  /** As the system writes it, without brackets: `127.0.0.1`, `0.0.0.0`, `::1`, `::`. */
  readonly host: string;
  readonly port: number;
  readonly pid: number | null;
  /** The program's short name, such as `node`. */
  readonly process: string | null;
  /** The command line, where it may be read. */
  readonly command: string | null;
}

/** A socket before its process has been looked up. */
export interface BareSocket {
  readonly host: string;
  readonly port: number;
}

/** Command lines are shown, not run: what is longer helps nobody. */
const MOST_COMMAND = 400;

/** A command line as shown: one line, of bearable length; null when there is nothing. */
export function shownCommand(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what other programs call themselves is not trusted
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return line === '' ? null : line.slice(0, MOST_COMMAND);
}
