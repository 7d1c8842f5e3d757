/** What has to be undone even when the process ends without asking anybody (a second Ctrl-C, an uncaught error). */
const actions = new Set<() => void>();
let isListening = false;

/**
 * Runs `action` when the process ends before the returned function took it back. It must be synchronous: nothing is
 * waited for any more. SIGKILL is the one end that no process hears of.
 */
export function atExit(action: () => void): () => void {
  if (!isListening) {
    isListening = true;
    process.on('exit', () => {
      for (const one of actions) one();
    });
  }
  actions.add(action);
  return () => actions.delete(action);
}
