/** The manual page of `routepin`, from the command line's own description of itself. Pure but for its caller. */

/**
 * @typedef {object} CommandLike what commander's Command shows of itself
 * @property {() => string} name
 * @property {() => string} description
 * @property {() => string} summary
 * @property {() => string} usage
 * @property {readonly CommandLike[]} commands
 * @property {() => CommandHelp} createHelp
 */

/**
 * @typedef {object} CommandHelp
 * @property {(command: CommandLike) => readonly unknown[]} visibleOptions
 * @property {(option: any) => string} optionTerm
 * @property {(option: any) => string} optionDescription
 * @property {(command: CommandLike) => readonly unknown[]} visibleArguments
 * @property {(argument: any) => string} argumentTerm
 * @property {(argument: any) => string} argumentDescription
 */

/**
 * What follows the options in `--help`: examples, exit codes, and whatever the command says about itself.
 * commander keeps it as listeners, so it is taken from the text that it prints.
 * @param {any} command
 */
export function helpAfter(command) {
  let text = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({ writeOut: (/** @type {string} */ part) => (text += part) });
  command.outputHelp();
  command.configureOutput({ writeOut });
  const before = command.helpInformation();
  return text.slice(text.indexOf(before) + before.length).trim();
}

/** Text as roff shows it: a leading dot or quote would be a request, a hyphen would be a typographic one. @param {string} text */
export function roff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

/** @param {CommandLike} command @param {CommandHelp} help */
function options(command, help) {
  const terms = [
    ...help.visibleArguments(command).map((one) => [help.argumentTerm(one), help.argumentDescription(one)]),
    ...help.visibleOptions(command).map((one) => [help.optionTerm(one), help.optionDescription(one)]),
  ];
  return terms.flatMap(([term = '', words = '']) => ['.TP', `.B ${roff(term)}`, roff(words)]);
}

/**
 * @param {CommandLike} program
 * @param {{ version: string, date: string }} facts date as YYYY-MM-DD
 */
export function manPage(program, { version, date }) {
  const help = program.createHelp();
  const name = program.name();
  const lines = [
    `.TH ${name.toUpperCase()} 1 "${date}" "${name} ${version}" "User Commands"`,
    '.SH NAME',
    `${name} \\- sticky\\-session load balancer that you can see`,
    '.SH SYNOPSIS',
    ...program.commands.flatMap((command) => [
      `.B ${name} ${command.name()}`,
      `.I ${roff(command.usage())}`,
      '.br',
    ]),
    '.SH DESCRIPTION',
    roff(program.description()),
    '.SH OPTIONS',
    ...options(program, help),
    '.SH COMMANDS',
  ];
  for (const command of program.commands) {
    lines.push(`.SS ${name} ${command.name()} ${roff(command.usage())}`, roff(command.description()));
    lines.push(...options(command, help));
    const after = helpAfter(command);
    if (after !== '') lines.push('.PP', '.nf', roff(after), '.fi');
  }
  const rest = helpAfter(program);
  if (rest !== '') lines.push('.SH EXAMPLES AND EXIT CODES', '.nf', roff(rest), '.fi');
  lines.push(
    '.SH FILES',
    '.TP',
    '.B *.routepin.json',
    'A project: balancers, members and sites in the words of Apache.',
    '.SH SEE ALSO',
    '.BR apache2 (8)',
  );
  return `${lines.join('\n')}\n`;
}
