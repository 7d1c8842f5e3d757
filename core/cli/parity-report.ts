import type { ParityReport, ParityRow } from '../contract/index.ts';
import type { ApacheInstall } from '../on-demand.ts';
import { counted } from './trouble-words.ts';

type RequestRow = Extract<ParityRow, { kind: 'request' }>;

const GROUPS = {
  cases: 'the table of cases, fitted to this project',
  outages: 'members lost and returned',
  random: 'by chance',
  recorded: 'recorded traffic',
} as const;

const MARKS: Readonly<Record<RequestRow['outcome'], string>> = {
  equal: 'equal    ',
  different: 'DIFFERENT',
  'not-compared': 'left out ',
};

/** The report for people: a table of where the two agree, then every difference with both explanations. */
export function reportLines(report: ParityReport, install: ApacheInstall, all: boolean): readonly string[] {
  const { summary, rows } = report;
  const backends = summary.backends === 'real' ? 'your own backends' : 'stand-ins for your backends';
  const different = rows.filter(
    (row): row is RequestRow => row.kind === 'request' && row.outcome === 'different',
  );
  return [
    `Apache ${install.version} (${install.program}) beside Routepin, with ${backends}`,
    ...groupLines(rows, all),
    ...different.flatMap(differenceLines),
    ...omissionLines(report),
    '',
    `${counted(summary.requests, 'request')}: ${summary.equal} equal, ${summary.different} different` +
      `${summary.requests > summary.compared ? `, ${summary.requests - summary.compared} left out` : ''}` +
      ` in ${(summary.durationMs / 1000).toFixed(1)} s; seed ${summary.seed}`,
  ];
}

function groupLines(rows: readonly ParityRow[], all: boolean): readonly string[] {
  return Object.entries(GROUPS).flatMap(([group, words]) => {
    const own = rows.filter((row) => row.group === group);
    if (own.length === 0) return [];
    return ['', `${words}:`, ...(all ? own.map(rowLine) : titleLines(own))];
  });
}

/** One line a title: how often it was asked, and whether the two agreed each time. */
function titleLines(rows: readonly ParityRow[]): readonly string[] {
  const counts = new Map<string, Record<RequestRow['outcome'], number>>();
  for (const row of rows) {
    if (row.kind !== 'request') continue;
    const count = counts.get(row.title) ?? { equal: 0, different: 0, 'not-compared': 0 };
    counts.set(row.title, count);
    count[row.outcome]++;
  }
  return [...counts].map(([title, count]) => {
    const outcome = count.different > 0 ? 'different' : count.equal > 0 ? 'equal' : 'not-compared';
    const asked = count.equal + count.different + count['not-compared'];
    const often = count.different > 0 ? `${count.different} of ${asked}` : `${asked}x`;
    return `  ${MARKS[outcome]}  ${often.padStart(8)}  ${title}`;
  });
}

function rowLine(row: ParityRow): string {
  const index = String(row.index).padStart(5);
  if (row.kind === 'change') return `${index}              ${row.title}`;
  const { status, member, route } = row.apache;
  const answer = `${status ?? 'closed'} ${member ?? '–'}${route ? ` (${route})` : ''}`;
  return `${index}  ${MARKS[row.outcome]}   ${requestWords(row)} → ${answer}  ${row.title}`;
}

function differenceLines(row: RequestRow): readonly string[] {
  const width = Math.max(...row.differences.map(({ what }) => what.length));
  return [
    '',
    `#${row.index} ${row.title}: ${requestWords(row)}`,
    `    Host: ${row.request.host}${row.request.backendDoes === null ? '' : `; the backend ${row.request.backendDoes}`}`,
    ...row.differences.flatMap(({ what, apache, ours }) => [
      `    ${what.padEnd(width)}  Apache    ${oneLine(apache)}`,
      `    ${''.padEnd(width)}  Routepin  ${oneLine(ours)}`,
    ]),
    '  Apache says:',
    ...row.why.apache.map((line) => `    ${line}`),
    '  Routepin says:',
    ...row.why.ours.map((line) => `    ${line}`),
  ];
}

function omissionLines({ summary }: ParityReport): readonly string[] {
  if (summary.notCompared.length === 0) return [];
  return [
    '',
    'not compared:',
    ...summary.notCompared.map(
      ({ path, what, because }) => `  ${path === null ? '' : `${path}: `}${what}, because ${because}`,
    ),
  ];
}

function requestWords({ request }: RequestRow): string {
  const cookie = request.cookie === null ? '' : `, Cookie: ${request.cookie}`;
  return `${request.method} ${request.target}${cookie}`;
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' | ');
}
