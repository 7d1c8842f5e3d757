import { type Command, InvalidArgumentError } from 'commander';
import type { BroadcastOptions } from './broadcast-command.ts';
import type { RehearseOptions } from './rehearse-command.ts';
import type { ReplayOptions } from './replay-command.ts';

const LARGEST_SEED = 4_294_967_295;

/** `routepin rehearse`, `routepin broadcast` and `routepin replay`. */
export function addRehearsalCommands(program: Command, exitCodes: string): void {
  addRehearse(program);
  addBroadcast(program, exitCodes);
  addReplay(program, exitCodes);
}

function addRehearse(program: Command): void {
  program
    .command('rehearse')
    .summary('lose members on purpose, with virtual users, and say who lost a session')
    .description(
      'Has virtual users with cookie jars of their own visit the project while a script takes members away, drains them ' +
        'and brings them back, and says whose session was kept, moved or lost. Without REHEARSAL it lists the ready-made ones.',
    )
    .argument('<PROJECT>', 'a project (*.routepin.json)')
    .argument('[REHEARSAL]', 'a rehearsal (*.rehearsal.json), or the id of a ready-made one')
    .option('--seed <N>', 'the same seed, the same users (default: the file’s, else another each time)', seed)
    .option('--print', 'print the rehearsal as a file, and play nothing')
    .option('--json', 'progress as one event a line on stdout, the whole result last')
    .addHelpText(
      'after',
      `
Your backends must be running; the project's listeners need not be free: sites listen on free ports of 127.0.0.1 for the
time of the run. Members are taken away by refusing connections to them here: nothing happens to the backends themselves.

The last line of --json is {"event":"rehearsal.finished","view":{…}}.

Examples:
  routepin rehearse shop.routepin.json
  routepin rehearse shop.routepin.json kill-one --seed 7
  routepin rehearse shop.routepin.json kill-one --print > kill.rehearsal.json
  routepin rehearse shop.routepin.json kill.rehearsal.json --json | tail -1 | jq .view.totals

Exit codes:
  0    nothing was lost and nothing failed, beyond what the rehearsal allows
  1    sessions were lost or requests failed
  2    bad usage or a bad file
  3    a listener could not be opened
  130  cancelled by a signal; members are as before`,
    )
    .action(async (project: string, rehearsal: string | undefined, options: Partial<RehearseOptions>) => {
      const { runRehearse } = await import('./rehearse-command.ts');
      await runRehearse(project, rehearsal, { json: false, print: false, ...options });
    });
}

function addBroadcast(program: Command, exitCodes: string): void {
  program
    .command('broadcast')
    .summary('send one request to every member, and compare the answers')
    .description(
      'Sends one request to every member of the balancer behind PATH, past stickiness, as each would get it through ' +
        'ProxyPass, and prints where the answers differ. For caches that have to be cleared everywhere.',
    )
    .argument('<PROJECT>', 'a project (*.routepin.json)')
    .argument('<PATH>', 'path and query, as a browser would ask for it')
    .option('-X, --method <METHOD>', 'GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE', 'GET')
    .option('-H, --header <FIELD>', 'a header field; repeat for more', collect)
    .option('-d, --data <TEXT>', 'a body')
    .option('--site <NAME>', 'which site (default: the first)')
    .option('--ignore <TEXT>', 'leave out lines with this text; repeat for more', collect)
    .option('--exact', 'compare dates, times and session ids as well')
    .option('--allow-unsafe', 'methods that may change something: POST, PUT, PATCH, DELETE')
    .option('--write-to <ROUTE|URL>', 'write on this member first, then read PATH until all answer alike')
    .option('--write <REQUEST>', 'what is written, such as "POST /control/clearCache"; -d is its body')
    .option('--within <SECONDS>', 'how long all may take to answer alike (1 to 60)', seconds, 10)
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
1 is the exit code when answers differ, or a member has none.

Examples:
  routepin broadcast shop.routepin.json '/product?id=WG-1111'
  routepin broadcast shop.routepin.json /control/clearCache -X POST --allow-unsafe
  routepin broadcast shop.routepin.json /product --write-to 1 --write 'POST /product/edit' -d price=9 --allow-unsafe
${exitCodes}`,
    )
    .action(async (project: string, path: string, options: Partial<BroadcastOptions>) => {
      const { runBroadcast } = await import('./broadcast-command.ts');
      await runBroadcast(project, path, {
        method: 'GET',
        header: [],
        ignore: [],
        exact: false,
        allowUnsafe: false,
        json: false,
        within: 10,
        ...options,
      });
    });
}

function addReplay(program: Command, exitCodes: string): void {
  program
    .command('replay')
    .summary('send a recording once more on another route: is state really shared?')
    .description(
      'Sends the requests of a recording to the members of a project, each once on its own route and once on another, ' +
        'and prints in what the answers differ: status, fields, cookies, body. Only GET, HEAD and OPTIONS, unless told otherwise.',
    )
    .argument('<PROJECT>', 'a project (*.routepin.json)')
    .argument('<RECORDING>', 'an HTTP Archive (*.har), of Routepin or of a browser, with its cookies in it')
    .option('--route <ROUTE>', 'the other route (default: wherever the balancer sends it)')
    .option('--allow-unsafe', 'methods that may change something, too: they happen again, on the other route')
    .option('--secrets', 'show ids and the like as they are')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Your backends must be running; the project's listeners need not be free. Requests to hosts that are no site of the
project are left out. Routepin exports cookies masked unless asked for secrets, and masked ones name no session.

1 is the exit code when answers differ, or nothing could be compared.

Examples:
  routepin replay shop.routepin.json alice.har --route 2
  routepin replay shop.routepin.json alice.har --route 2 --json | jq .counts
${exitCodes}`,
    )
    .action(async (project: string, recording: string, options: Partial<ReplayOptions>) => {
      const { runReplay } = await import('./replay-command.ts');
      await runReplay(project, recording, { allowUnsafe: false, secrets: false, json: false, ...options });
    });
}

function seed(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= LARGEST_SEED) return number;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${LARGEST_SEED}.`);
}

function seconds(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 60) return number;
  throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 60.');
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
