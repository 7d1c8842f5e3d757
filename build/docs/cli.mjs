/** The page of the command line, from the command line's own description of itself. */
import { loadTs } from '../package/load-ts.mjs';
import { helpAfter } from '../package/man.mjs';

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** @returns {Promise<string>} */
export async function cliPage() {
  const { createProgram } = await loadTs('core/cli/program.ts');
  const program = createProgram();
  const help = program.createHelp();
  const lines = [
    '# Command line',
    '',
    `${program.description()} \`routepin\` is on the PATH where a package was installed; in a checkout it is`,
    '`node dist/cli/routepin.js` after `npm run build`.',
  ];
  for (const command of program.commands) {
    lines.push(
      '',
      `## ${program.name()} ${command.name()}`,
      '',
      '```text',
      `${program.name()} ${command.name()} ${command.usage()}`,
      '```',
      '',
      command.description(),
      '',
      '| | |',
      '| --- | --- |',
    );
    for (const argument of help.visibleArguments(command)) {
      lines.push(`| \`${argument.name()}\` | ${cell(help.argumentDescription(argument))} |`);
    }
    for (const option of help.visibleOptions(command)) {
      lines.push(
        `| \`${help.optionTerm(option).replaceAll('|', '\\|')}\` | ${cell(help.optionDescription(option))} |`,
      );
    }
    const after = helpAfter(command);
    if (after !== '') lines.push('', '```text', after, '```');
  }
  return `${lines.join('\n')}\n`;
}
