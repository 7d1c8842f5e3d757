import {
  type BroadcastAnswer,
  type BroadcastView,
  type DiffLine,
  type LagView,
  type Project,
  REQUEST_METHODS,
} from '../contract/index.ts';
import type { Routepin } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { ask, startPrivately } from './private-routepin.ts';
import { readProjectFile } from './project-file.ts';

export interface BroadcastOptions {
  readonly method: string;
  readonly header: readonly string[];
  readonly data?: string;
  readonly site?: string;
  readonly ignore: readonly string[];
  readonly exact: boolean;
  readonly allowUnsafe: boolean;
  readonly json: boolean;
  /** Route or URL of a member that is written to first. */
  readonly writeTo?: string;
  readonly write?: string;
  readonly within: number;
}

/** `routepin broadcast PROJECT PATH`: one request to every member, past stickiness, and how the answers differ. */
export async function runBroadcast(
  projectFile: string,
  path: string,
  options: BroadcastOptions,
): Promise<void> {
  const project = await readProjectFile(projectFile);
  const method = REQUEST_METHODS.find((each) => each === options.method.toUpperCase());
  if (method === undefined) {
    throw new CliFailure(EXIT.usage, `${options.method} is not one of ${REQUEST_METHODS.join(', ')}`);
  }
  const write = options.writeTo === undefined ? undefined : writeOf(project, options);
  const routepin = await startPrivately(project);
  try {
    if (write !== undefined) return await measureLag(routepin, path, options, write);
    const view = await ask(routepin, 'broadcast.send', {
      method,
      path,
      headers: Object.fromEntries(options.header.map(headerOf)),
      ...(options.data === undefined ? {} : { body: options.data }),
      ...(options.site === undefined ? {} : { site: options.site }),
      ignore: [...options.ignore],
      ignoreVolatile: !options.exact,
      allowUnsafe: options.allowUnsafe,
    });
    const text = options.json ? JSON.stringify(view) : broadcastLines(view).join('\n');
    process.stdout.write(`${text}\n`);
    const failed = view.answers.filter(({ trouble }) => trouble !== null).length;
    if (view.groups.length > 1 || failed > 0) {
      throw new CliFailure(EXIT.failed, verdictOf(view.groups.length, failed));
    }
  } finally {
    await routepin.stop();
  }
}

/** The write that `--write-to` and `--write` ask for. */
function writeOf(project: Project, { writeTo, write = '' }: BroadcastOptions): Write {
  const members = project.balancers.flatMap((balancer) => balancer.members);
  const member = members.find(({ url, route }) => url === writeTo || route === writeTo);
  if (member === undefined) {
    throw new CliFailure(EXIT.usage, `no member is "${writeTo}"`, [
      `  Members are ${members.map(({ url, route }) => `${route ?? ''} ${url}`.trim()).join(', ')}.`,
    ]);
  }
  const [, word = '', target = ''] = /^(?:([A-Za-z]+) +)?(\/\S*)$/.exec(write.trim()) ?? [];
  const method = REQUEST_METHODS.find((each) => each === (word === '' ? 'POST' : word.toUpperCase()));
  if (target === '' || method === undefined) {
    throw new CliFailure(EXIT.usage, '--write-to goes with --write "METHOD /path"', [
      '  Such as --write "POST /control/clearCache".',
    ]);
  }
  return { member: member.url, method, path: target };
}

interface Write {
  readonly member: string;
  readonly method: (typeof REQUEST_METHODS)[number];
  readonly path: string;
}

async function measureLag(
  routepin: Routepin,
  path: string,
  options: BroadcastOptions,
  { member, method, path: target }: Write,
): Promise<void> {
  const view = await ask(routepin, 'lag.measure', {
    member,
    write: { method, path: target, ...(options.data === undefined ? {} : { body: options.data }) },
    path,
    headers: Object.fromEntries(options.header.map(headerOf)),
    ...(options.site === undefined ? {} : { site: options.site }),
    ignore: [...options.ignore],
    ignoreVolatile: !options.exact,
    allowUnsafe: options.allowUnsafe,
    seconds: options.within,
  });
  process.stdout.write(`${options.json ? JSON.stringify(view) : lagLines(view).join('\n')}\n`);
  if (!view.isEqual) throw new CliFailure(EXIT.failed, `not alike after ${options.within} s`);
  if (!view.isShown) throw new CliFailure(EXIT.failed, 'the write does not show in what was read');
}

function lagLines(view: LagView): readonly string[] {
  const { write, members } = view;
  const width = Math.max(...members.map((each) => nameOf(each).length));
  return [
    `${write.method} ${write.path} on ${write.route || write.member}: ${write.status} in ${Math.round(write.durationMs)} ms`,
    `then ${view.path} from ${members.length} members of ${view.balancer}, ${view.rounds} times`,
    '',
    ...members.map((each) => {
      const lag =
        each.member === write.member
          ? 'written'
          : each.lagMs === null
            ? `not alike${each.trouble === null ? '' : `: ${each.trouble}`}`
            : `alike after ${Math.round(each.lagMs)} ms`;
      return `  ${nameOf(each).padEnd(width)}  ${lag}`;
    }),
    ...(view.isShown
      ? []
      : ['', 'The member that was written to answers as before: being alike proves nothing.']),
  ];
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw new CliFailure(EXIT.usage, `"${line}" is no header field: write "Name: value"`);
}

function verdictOf(groups: number, failed: number): string {
  const answers = groups > 1 ? `${groups} different answers` : '';
  const silent = failed === 0 ? '' : `${failed} member${failed === 1 ? '' : 's'} without an answer`;
  return [answers, silent].filter((part) => part !== '').join(', ');
}

function broadcastLines(view: BroadcastView): readonly string[] {
  const width = Math.max(...view.answers.map((answer) => nameOf(answer).length));
  return [
    `${view.method} ${view.path} to ${view.answers.length} members of ${view.balancer}, sent as ${view.sentAs}`,
    '',
    ...view.answers.map((answer) => {
      const name = nameOf(answer).padEnd(width);
      if (answer.trouble !== null) return `  ${name}  –    ${answer.trouble}`;
      const state = answer.group === 0 ? 'same' : 'DIFFERS';
      const body = `${answer.digest} · ${answer.bodyBytes} B`;
      return `  ${name}  ${answer.status}  ${String(answer.durationMs).padStart(7)} ms  ${body}  ${state}`;
    }),
    ...view.answers.flatMap((answer) => diffLines(answer, view.groups[0]?.[0] ?? '')),
    ...(view.ignored.length === 0 ? [] : ['', `not compared: ${view.ignored.join(', ')}`]),
  ];
}

function diffLines(answer: BroadcastAnswer, other: string): readonly string[] {
  const { diff } = answer;
  if (diff === null) return [];
  return [
    '',
    `${nameOf(answer)} against ${other}: ${diff.because ?? `${diff.changedLines} of ${diff.totalLines} lines`}`,
    ...diff.fields.map(({ name, other: from, own }) => `  ${name}: ${from ?? '(none)'} → ${own ?? '(none)'}`),
    ...diff.lines.map(diffLine),
  ];
}

function diffLine(line: DiffLine): string {
  if (line.kind === 'gap') return `    … ${line.count} lines`;
  return `  ${line.kind === 'added' ? '+' : line.kind === 'removed' ? '-' : ' '} ${line.text}`;
}

function nameOf({ route, member }: Pick<BroadcastAnswer, 'route' | 'member'>): string {
  return route === '' ? member : `${route} ${member}`;
}
