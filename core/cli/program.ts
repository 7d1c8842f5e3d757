import { Command, InvalidArgumentError, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, IMPORT_FORMATS, type ImportFormat } from '../contract/index.ts';
import type { CheckOptions } from './check-command.ts';
import type { DecodeOptions } from './decode-command.ts';
import type { ExplainOptions } from './explain-command.ts';
import type { ParityCliOptions } from './parity-command.ts';
import { addRehearsalCommands } from './rehearsal-commands.ts';
import type { ServeOptions } from './serve-options.ts';
import { VERSION } from './version.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  1  the check failed, or something went wrong on the way
  2  bad usage or a bad file
  3  a listener could not be opened`;

/** Kept from commander, which would print `(default: [])` in the help. */
const SERVE_DEFAULTS: ServeOptions = {
  backend: [],
  listen: [],
  demo: false,
  ui: true,
  json: false,
  trackTabs: false,
  recordBodies: false,
  startProcesses: false,
  harSecrets: false,
};

const PARITY_DEFAULTS: ParityCliOptions = {
  requests: 200,
  realBackends: false,
  allowUnsafe: false,
  all: false,
  json: false,
};

/**
 * The command line, as commander reads it; the reference and the man page are made from it (build/docs).
 * Each command loads its own part only when it runs: `serve` should answer before one has looked up.
 */
export function createProgram(): Command {
  const program = new Command('routepin')
    .description(
      'A sticky-session load balancer you can see: it decides exactly as Apache mod_proxy_balancer.',
    )
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showHelpAfterError('(`routepin --help` tells what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  routepin serve --backend 8081 --backend 8082      balance two backends of yours on 127.0.0.1:8080
  routepin serve --demo                             four sample backends, to look around
  routepin export shop.routepin.json -o shop.conf   the Apache configuration that does the same
  routepin import /etc/apache2/sites-enabled/shop.conf -o shop.routepin.json
  routepin parity shop.routepin.json                does a real Apache decide the same?
  routepin rehearse shop.routepin.json kill-one     who loses a session when a member dies?
  routepin replay shop.routepin.json alice.har --route 2   is her state shared?
  routepin explain shop.routepin.json --cookie 'ROUTEID=.2' --path /cart
  routepin decode shop.routepin.json 'lb=9f86d0…'      whose cookie is this, and which member?
${EXIT_CODES}

\`routepin COMMAND --help\` tells more about each.`,
    );
  addServe(program);
  addExport(program);
  addImport(program);
  addCheck(program);
  addParity(program);
  addRehearsalCommands(program, EXIT_CODES);
  addExplain(program);
  addDecode(program);
  return program;
}

function addServe(program: Command): void {
  program
    .command('serve')
    .summary('balance, and show what happens in the browser')
    .description(
      'Balances the backends of a project, of the command line, or four sample ones, until Ctrl-C. Prints where ' +
        'it listens and where to look inside.',
    )
    .argument('[FILE]', 'a project (*.routepin.json)')
    .option('--backend <PORT|URL>', 'a backend; repeat for more. Routes are 1, 2, … in this order', collect)
    .option('--listen <HOST:PORT>', 'where to listen (default 127.0.0.1:8080); see below for FILE', collect)
    .option('--demo', 'start four sample backends on free ports from 13001 on')
    .option('--no-ui', 'no user interface')
    .option('--ui-port <N>', 'port of the user interface, or the next free one (default 7080)', port)
    .option('--json', 'one event a line on stdout, words for people on stderr')
    .option('--track-tabs', 'follow the tabs of browsers: inserts a small script into their pages')
    .option('--record-bodies', 'keep the first 64 KB of each body, to be looked at with its request')
    .option('--har <OUT>', 'record every request as an HTTP Archive, secrets masked')
    .option('--har-secrets', 'with cookie values and credentials as they were, for `routepin replay`')
    .addOption(new Option('--start-processes').hideHelp())
    .addHelpText(
      'after',
      `
A backend given as a port is http://127.0.0.1:PORT, or http://[::1]:PORT when only that answers.
The cookie that pins a browser is ROUTEID=.ROUTE; path=/

With FILE, --listen moves its only site. A file that listens wider than this machine is asked about first; where
nobody can be asked, it has to be confirmed by naming the same address with --listen. The user interface listens
on 127.0.0.1 only. Edits made there are live and are not written to FILE.

The first line of --json is {"event":"ready",…}, sent when every listener accepts.

Examples:
  routepin serve --backend 3000 --backend http://127.0.0.1:3001 --listen 127.0.0.1:9000
  routepin serve shop.routepin.json --har alice.har --har-secrets
  routepin serve shop.routepin.json --no-ui --json | jq -c 'select(.event == "session.moved")'
${EXIT_CODES}`,
    )
    .action(async (file: string | undefined, options: Partial<ServeOptions>) => {
      await (await import('./serve-command.ts')).runServe(file, { ...SERVE_DEFAULTS, ...options });
    });
}

function addExport(program: Command): void {
  program
    .command('export')
    .summary('print the server configuration that does the same')
    .description(
      'Prints the configuration that behaves as the project, as a file to drop into the site folder of the server. ' +
        'What it cannot express, or does otherwise than Apache, is a comment there and a warning on stderr, each with its ' +
        'setting.',
    )
    .argument('<FILE>', 'a project (*.routepin.json)')
    .addOption(
      new Option('--format <NAME>', 'what to export to; nginx needs 1.29.6, nginx-map runs on any')
        .choices([...EXPORT_FORMATS])
        .default('apache'),
    )
    .option('-o, --output <OUT>', 'write to a file, in one step, instead of stdout')
    .option(
      '--standalone <DIR>',
      'a complete configuration that runs as it is, its own files in DIR (apache, haproxy, nginx, nginx-map)',
    )
    .option('--modules <DIR>', 'where a standalone Apache finds its modules (default: the usual folders)')
    .option('--no-comments', 'without the comments that teach; what was left out is said all the same')
    .addHelpText(
      'after',
      `
Examples:
  routepin export shop.routepin.json -o /etc/apache2/sites-available/shop.conf
  routepin export shop.routepin.json --format apache22 --no-comments
  routepin export shop.routepin.json --standalone /tmp/shop -o /tmp/shop/httpd.conf
  apache2 -X -f /tmp/shop/httpd.conf
  routepin export shop.routepin.json --format haproxy --standalone /tmp/shop -o /tmp/shop/haproxy.cfg
  haproxy -f /tmp/shop/haproxy.cfg
  routepin export shop.routepin.json --format nginx-map -o /etc/nginx/sites-available/shop
  routepin export shop.routepin.json --format caddy -o Caddyfile
${EXIT_CODES}`,
    )
    .action(
      async (
        file: string,
        options: {
          format: ExportFormat;
          output?: string;
          standalone?: string;
          modules?: string;
          comments: boolean;
        },
      ) => {
        await (await import('./export-command.ts')).runExport(file, options);
      },
    );
}

function addImport(program: Command): void {
  program
    .command('import')
    .summary('make a project from a server configuration')
    .description(
      'Makes a project from a configuration, with every value as the server reads it, and prints it. Every line that ' +
        'was not taken over as it stands is listed on stderr with file and line; nothing is started.',
    )
    .argument(
      '<CONF>',
      'a configuration of Apache, HAProxy or nginx, such as httpd.conf or a file of sites-available',
    )
    .addOption(
      new Option(
        '--format <NAME>',
        'what it is (apache: 2.4 and 2.2); default: what the text looks like',
      ).choices([...IMPORT_FORMATS]),
    )
    .option('--root <DIR>', 'Include lines may read files in this folder (default: the folder of CONF)')
    .option('-o, --output <FILE>', 'write to a file, in one step, instead of stdout')
    .addHelpText(
      'after',
      `
What the notes on stderr say of a line:
  unknown     not understood at all
  unrelated   known, and without a bearing on balancing (logs, modules, files)
  left-out    understood, and a project cannot hold it
  read-as     taken over, and not as one might expect: retry=60s is 60, timeout=500ms is 500 seconds
  refused     the server itself would not start with it, or ignores it
  skipped     in a section that does not apply, or a file that was not read
  assumed     not said in the configuration, and needed

Only regular files whose real path is under --root are read.

Examples:
  routepin import /etc/apache2/sites-enabled/shop.conf -o shop.routepin.json
  routepin import /etc/haproxy/haproxy.cfg -o shop.routepin.json
  routepin import /etc/nginx/nginx.conf --format nginx --root /etc/nginx -o shop.routepin.json
  routepin import /etc/apache2/apache2.conf --root /etc/apache2 2> notes.txt > all.routepin.json
${EXIT_CODES}`,
    )
    .action(async (file: string, options: { format?: ImportFormat; root?: string; output?: string }) => {
      await (await import('./import-command.ts')).runImport(file, options);
    });
}

function addCheck(program: Command): void {
  program
    .command('check')
    .summary('say what is wrong with a project or a configuration')
    .description(
      'Reads a project, or an Apache configuration, and prints what is legal and will not do what its author means: ' +
        'each finding with the setting or line, the symptom that users would see, and how to mend it. Changes nothing.',
    )
    .argument('<FILE|CONF>', 'a project (*.routepin.json) or an Apache configuration')
    .option('--json', 'one JSON document with every finding on stdout')
    .option('--root <DIR>', 'where Include lines of a configuration may read (default: its own folder)')
    .addHelpText(
      'after',
      `
Errors and warnings end with 1, hints alone with 0.

Examples:
  routepin check shop.routepin.json
  routepin check /etc/apache2/apache2.conf --root /etc/apache2
  routepin check shop.conf --json | jq -r '.findings[] | [.severity, .place.line, .message] | @tsv'
${EXIT_CODES}`,
    )
    .action(async (file: string, options: CheckOptions) => {
      await (await import('./check-command.ts')).runCheck(file, options);
    });
}

function addParity(program: Command): void {
  program
    .command('parity')
    .summary('compare with a real Apache, request by request')
    .description(
      'Starts a real Apache 2.4 with the export of a project on spare ports of 127.0.0.1, beside Routepin, sends both ' +
        'the same requests one at a time, and prints where they agree and differ.',
    )
    .argument('<FILE>', 'a project (*.routepin.json)')
    .option('--apache <PATH>', 'the program to run (default: apache2 or httpd in the usual places)')
    .option('--requests <N>', 'requests by chance, besides the fixed cases', countUpTo(1_000_000), 200)
    .option(
      '--seed <N>',
      'what comes by chance: the same seed, the same requests (default: another each time)',
      countUpTo(4_294_967_295),
    )
    .option('--real-backends', 'ask your own backends instead of stand-ins; GET and HEAD only')
    .option('--allow-unsafe', 'with --real-backends: methods that change something, too')
    .option('--all', 'print every request, not only those that differ')
    .option('--json', 'one row a line on stdout, the summary last')
    .addHelpText(
      'after',
      `
Your backends need not run and are not touched: stand-ins on free ports take their places, with routes, paths and
settings as the project has them. They are stopped and started to see who takes over. With --real-backends nothing is
stopped, and two requests (one from each side) reach your backends for each one listed.

Compared are status, member, route, Set-Cookie, Location, what the backend was asked for, Apache's BALANCER_ variables,
and lbstatus, elected and flags of every member after each request. What can't be compared is listed with the reason.

Each line of --json is {"event":"parity.compared","row":{…}}; the last is {"event":"parity.finished","summary":{…}}.

Apache is needed: apt-get install apache2 (Debian, Ubuntu), dnf install httpd (Fedora), brew install httpd (macOS).

Examples:
  routepin parity shop.routepin.json
  routepin parity shop.routepin.json --requests 2000 --seed 7
  routepin parity shop.routepin.json --apache /usr/local/apache2/bin/httpd --json | jq -c 'select(.row.outcome == "different")'

Exit codes:
  0    all agree
  1    at least one request came out differently, or the comparison went wrong on the way
  2    bad usage, a bad file, or no Apache 2.4
  130  cancelled by a signal; nothing is left running`,
    )
    .action(async (file: string, options: Partial<ParityCliOptions>) => {
      await (await import('./parity-command.ts')).runParityCommand(file, { ...PARITY_DEFAULTS, ...options });
    });
}

function addExplain(program: Command): void {
  program
    .command('explain')
    .summary('say which member a request would go to, and why')
    .description(
      'Takes the decision for a request that nobody sends, with every member as the project has it, and prints ' +
        'its six steps. Nothing is started.',
    )
    .argument('<FILE>', 'a project (*.routepin.json)')
    .option('--cookie <TEXT>', 'the Cookie field, such as "ROUTEID=.2"')
    .option('--path <PATH>', 'path and query behind the balancer', '/')
    .option('--balancer <NAME>', 'which balancer (default: the first)')
    .addHelpText('after', EXIT_CODES)
    .action(async (file: string, options: ExplainOptions) => {
      await (await import('./explain-command.ts')).runExplain(file, options);
    });
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function port(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a port from 0 to 65535; 0 is any free one.');
}

function countUpTo(most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  };
}

function addDecode(program: Command): void {
  program
    .command('decode')
    .summary('say which member a cookie of any known balancer names')
    .description(
      'Reads a cookie, a Cookie field or Set-Cookie lines, and prints what Apache, HAProxy, nginx, Caddy and Traefik ' +
        'would make of it, and which member of the project that is.',
    )
    .argument('<FILE>', 'a project (*.routepin.json): whose members it may be')
    .argument('<COOKIE>', 'a value, NAME=VALUE, or a whole Cookie or Set-Cookie line')
    .option(
      '--key <SECRET>',
      'a secret to try; repeat for more (dynamic-cookie-key, Caddy’s secret)',
      collect,
    )
    .option('--json', 'the readings as JSON')
    .addHelpText(
      'after',
      `
Examples:
  routepin decode shop.routepin.json 'Cookie: ROUTEID=.2; JSESSIONID=s1~0A1B'
  routepin decode shop.routepin.json 'SRV=5954efb51776296e' --key sesame
${EXIT_CODES}`,
    )
    .action(async (file: string, cookie: string, options: Partial<DecodeOptions>) => {
      await (await import('./decode-command.ts')).runDecode(file, cookie, {
        key: [],
        json: false,
        ...options,
      });
    });
}
