import { parseListen, type Trouble } from '../contract/index.ts';
import { findFreePort } from '../host/free-port.ts';
import { findPortHolder } from '../host/port-holder.ts';

/**
 * A listener that could not be opened, with the process that holds its port (where the system tells) in the message
 * and a free port in the hint. Other troubles pass unchanged. `listens` are the addresses that were to be opened.
 */
export async function withPortHolder(trouble: Trouble, listens: readonly string[]): Promise<Trouble> {
  if (trouble.code !== 'listen-failed') return trouble;
  for (const listen of listens) {
    const address = parseListen(listen);
    if (address === undefined || !(trouble.message.includes(listen) || listens.length === 1)) continue;
    const holder = await findPortHolder(address.host, address.port);
    if (holder === null) continue;
    const free = await findFreePort(address.host, address.port + 1).catch(() => null);
    const shown = address.host.includes(':') ? `[${address.host}]` : address.host;
    return {
      ...trouble,
      message: `${listen} is in use by ${holder.words}`,
      hint: `End that process, or listen elsewhere${free === null ? '' : `: ${shown}:${free} is free`}.`,
    };
  }
  return trouble;
}
