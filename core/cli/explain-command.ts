import { type Explanation, grouped, type WhyStep } from '../contract/index.ts';
import { createRoutepin } from '../index.ts';
import { readProjectFile } from './project-file.ts';
import { failureOf } from './trouble-words.ts';
import { cliCapabilities } from './version.ts';

export interface ExplainOptions {
  readonly cookie?: string;
  readonly path: string;
  readonly balancer?: string;
}

/** How each verdict looks in front of its step, all of one width. */
const MARKS: Readonly<Record<WhyStep['verdict'], string>> = {
  yes: 'yes ',
  no: 'no  ',
  hit: 'HIT ',
  skipped: '–   ',
  bad: 'BAD ',
};

/** `routepin explain FILE`: the six steps of a decision, for a request that nobody has to send. Nothing listens. */
export async function runExplain(file: string, options: ExplainOptions): Promise<void> {
  const project = await readProjectFile(file);
  const routepin = createRoutepin({ project, capabilities: cliCapabilities() });
  const result = await routepin.execute('decision.explain', {
    url: options.path,
    ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
    ...(options.balancer === undefined ? {} : { balancer: options.balancer }),
  });
  await routepin.stop();
  if (!result.ok) throw failureOf(result.error);
  process.stdout.write(`${explanationLines(result.value as Explanation).join('\n')}\n`);
}

function explanationLines(explanation: Explanation): readonly string[] {
  const steps = explanation.steps.flatMap((step, index) => [
    '',
    `${index + 1}. ${MARKS[step.verdict]}${step.title}`,
    ...(step.text === '' ? [] : [`        ${step.text}`]),
    ...step.candidates.map(
      (row) =>
        `        ${row.state.padEnd(14)} route ${row.route === '' ? '(none)' : row.route}  ${row.member}  ` +
        `lbstatus ${grouped(row.lbstatusBefore)} → ${grouped(row.lbstatusAfter)}, busy ${grouped(row.busy)}`,
    ),
    `        ${[step.directive, step.rule].filter((text) => text !== '').join(' · ')}`,
  ]);
  const variables = Object.entries(explanation.variables).map(([name, value]) => `  ${name}=${value}`);
  return [
    explanation.headline,
    explanation.summary,
    ...steps,
    ...(variables.length === 0 ? [] : ['', 'Variables that Apache would set:', ...variables]),
  ];
}
