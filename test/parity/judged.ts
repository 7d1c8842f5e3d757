import type { Balancer, TrafficFinding } from '../../core/contract/index.ts';
import { isEdit, type RequestStep, type Scenario } from './scenario.ts';

/** What a detector found in a scenario. */
export interface FoundIn {
  readonly finding: TrafficFinding;
  readonly scenario: Scenario;
}

/**
 * Those findings that the scenario does not bear out: false alarms. Parity traffic is made odd and not sick, so that
 * only what is named here can be true of it.
 */
export function falseAlarms(found: readonly FoundIn[]): readonly string[] {
  return found
    .filter(({ finding, scenario }) => !isTrue(finding, scenario))
    .map(
      ({ finding: { detector, sentence }, scenario }) => `seed ${scenario.seed}: ${detector}: ${sentence}`,
    );
}

function isTrue({ detector }: TrafficFinding, scenario: Scenario): boolean {
  const requests = scenario.steps.flatMap((step) =>
    step.do === 'request' ? [step, ...(step.more ?? [])] : [],
  );
  const names = stickyNames(scenario);
  const routes = routesOf(scenario);
  switch (detector) {
    case 'cookie-refused':
      return isRefusable(scenario.balancer) || requests.some(({ answer }) => /%3B/i.test(answer ?? ''));
    case 'route-cookies-several':
      return requests.some((request) => names.some((name) => valuesOf(request, name).length > 1));
    case 'cookie-on-every-answer':
      return (
        scenario.balancer.members.some(({ route = '' }) => route === '') ||
        requests.some((request) =>
          names.some((name) => valuesOf(request, name).some((value) => !routes.has(value))),
        )
      );
    case 'id-without-route':
      return requests.some(({ answer }) => names.some((name) => answer?.includes(`cookie=${name}`) === true));
    default:
      return false;
  }
}

/** The sticky cookie’s names over the scenario’s edits, cut as httpd cuts them (APACHE.md §1.1). */
function stickyNames({ balancer, steps }: Scenario): readonly string[] {
  const written = [
    balancer.stickysession ?? '',
    ...steps.flatMap((step) => (isEdit(step) && step.do === 'stickysession' ? [step.value] : [])),
  ];
  return written.map((text) => (text.split('|')[0] ?? '').slice(0, 63)).filter((name) => name !== '');
}

/** Values by which a member may be asked for: every route over the scenario’s edits, behind the separator or alone. */
function routesOf({ balancer, steps }: Scenario): { has(value: string): boolean } {
  const routes = new Set([
    ...balancer.members.map(({ route }) => route ?? ''),
    ...steps.flatMap((step) => (isEdit(step) && step.do === 'route' ? [step.value] : [])),
  ]);
  const separator = balancer.stickysessionsep ?? '.';
  return {
    has: (value) =>
      value === '{jar}' ||
      routes.has(separator === 'Off' ? value : value.slice(value.indexOf(separator) + 1)),
  };
}

/** The values of a cookie in a request; what is in the jar may be one. */
function valuesOf({ cookies }: RequestStep, name: string): readonly string[] {
  return cookies
    .join('; ')
    .split(/[;,]\s*/)
    .flatMap((pair) =>
      pair === '{jar}' ? [pair] : pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : [],
    );
}

function isRefusable({ routeCookie }: Balancer): boolean {
  return (
    routeCookie != null &&
    (routeCookie.secure === true || routeCookie.domain !== undefined || routeCookie.sameSite === 'None')
  );
}
