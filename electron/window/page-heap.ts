/**
 * For the pages' V8: no look through the whole heap before it holds so many megabytes, and after one not before it is five times as
 * large as what was left. The defaults are for pages by the dozen: with 5,000 requests a second ours was looked through every three
 * to eight seconds, on every core and for as long as a key may wait for its answer, over a heap of ten megabytes.
 */
const FLAGS = ['--initial-old-space-size=64', '--heap-growing-percent=400'];

/** Electron's `app`, as far as switches go. */
export interface SwitchedApp {
  readonly commandLine: { hasSwitch(name: string): boolean; appendSwitch(name: string, value: string): void };
}

/** Has the garbage collector of pages come rarely; whoever starts the app with flags of their own keeps those. Before `ready`. */
export function collectRarely(app: SwitchedApp): void {
  if (!app.commandLine.hasSwitch('js-flags')) app.commandLine.appendSwitch('js-flags', FLAGS.join(' '));
}
