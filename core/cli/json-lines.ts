/** Lines of JSON on stdout, written once a tick: under load a write for each event would cost more than the event. */
export interface JsonLines {
  write(value: unknown): void;
  flush(): void;
}

export function createJsonLines(write: (text: string) => void): JsonLines {
  let waiting: string[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    write(text);
  };
  return {
    write(value) {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(`${JSON.stringify(value)}\n`);
    },
    flush,
  };
}
