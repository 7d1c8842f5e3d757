import { importConfiguration, renderExport, renderStandalone } from '../../core/formats/index.ts';
import { findApache } from '../support/apache.ts';
import type { RenderConfig } from './apache-side.ts';
import type { ParityBackends } from './backends.ts';
import { generateScenario } from './generate.ts';
import { projectOf, startOurs } from './our-side.ts';
import { type Divergence, runBatch, type StartOther } from './run.ts';
import { isEdit, isOutage, type Scenario, type Step } from './scenario.ts';

/** How many requests each project is asked (issue 5). */
const REQUESTS = 40;

/** A random project with 40 requests and outages between them; nothing is edited, so that the export stays true. */
export function exportedScenario(seed: number): Scenario {
  const scenario = generateScenario(seed, REQUESTS * 3);
  const steps: Step[] = [];
  let requests = 0;
  for (const step of scenario.steps) {
    if (requests === REQUESTS) break;
    if (isEdit(step)) continue;
    if (!isOutage(step)) requests++;
    steps.push(step);
  }
  return { ...scenario, steps };
}

/**
 * Plays a scenario on an Apache that runs our export as it is (`--standalone`), and on our engine with the project that
 * the import makes of our export.
 */
export async function playExported(
  scenario: Scenario,
  backends: ParityBackends,
  firstPort: number,
): Promise<Divergence | undefined> {
  return (await runBatch([scenario], backends, firstPort, startImported, renderExported))[0];
}

const renderExported: RenderConfig = (folder, [scenario], [port]) => {
  const install = findApache();
  if (scenario === undefined || port === undefined || install === undefined)
    throw new Error('no Apache here');
  const rendered = renderStandalone(projectOf(scenario, scenario.balancer, port), 'apache', {
    folder,
    modulesFolder: install.modulesFolder,
    modules: install.modules,
    account: process.getuid?.() === 0 ? { user: 'www-data', group: 'www-data' } : null,
  });
  if (rendered === undefined || rendered.warnings.length > 0) throw new Error(rendered?.warnings.join('\n'));
  return `${rendered.text}${MANAGER}`;
};

/** Counters are read there; a section's ProxyPass comes before those of the site. */
const MANAGER = `
<Location "/balancer-manager">
    SetHandler balancer-manager
    ProxyPass "!"
</Location>
`;

const startImported: StartOther = (scenario, port) => {
  const exported = renderExport(projectOf(scenario, scenario.balancer, port), 'apache').text;
  const { project } = importConfiguration('apache', { text: exported, fileName: 'x.conf', includes: null });
  return startOurs(scenario, port, () => project);
};
