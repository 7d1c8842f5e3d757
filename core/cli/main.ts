import './keep-memory-small.ts';
import { CommanderError } from 'commander';
import { CliFailure, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

/** Runs the command line; gives the exit code. Whatever goes wrong is said on stderr, without a stack. */
async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    if (argv.length <= 2) {
      process.stderr.write(program.helpInformation());
      return EXIT.usage;
    }
    await program.parseAsync(argv);
    return EXIT.done;
  } catch (error) {
    // Help and version end this way too; commander has said everything already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const failure = error instanceof CliFailure ? error : new CliFailure(EXIT.failed, wordsOf(error));
    process.stderr.write(`routepin: ${[failure.message, ...failure.lines].join('\n')}\n`);
    return failure.code;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// `routepin export FILE | head -1` is no failure; without a listener it would end with a stack.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Everything was closed; what might still be open (a keep-alive connection of a client) must not keep us.
void main(process.argv).then((code) => {
  process.exitCode = code;
  // What was written to a pipe has to leave first, so stdout ends the process, not exit().
  process.stdout.write('', () => process.exit(code));
});
