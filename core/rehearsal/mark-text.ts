import { unreachable } from '../contract/index.ts';
import type { ResolvedStep } from './resolve.ts';

/** A step in words, as the chart and reports show it. `held`: sessions of its members; `moved`: those it has moved. */
export function markText(step: Omit<ResolvedStep, 'index' | 'atMs'>, held: number, moved: number): string {
  const names = step.members.map(({ route, url }) => (route === '' ? url : route));
  const name = names.length === 1 ? (names[0] ?? '') : `all ${names.length} members`;
  switch (step.kind) {
    case 'outage':
      return `${name} is lost, with ${sessions(held)}`;
    case 'return':
      return `${name} answers again`;
    case 'drain':
      return `${name} drains, keeps its ${held}`;
    case 'undrain':
      return `${name} takes new sessions again`;
    case 'disable':
      return `${name} is disabled, with ${sessions(held)}`;
    case 'enable':
      return `${name} is enabled again`;
    case 'retry-now':
      return `${name} is retried`;
    case 'move':
      return `${sessions(moved)} moved from ${step.from ?? ''} to ${step.to ?? 'whoever is chosen'}`;
    case 'set':
      return `${name}: ${Object.entries(step.set)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`;
    default:
      return unreachable(step.kind);
  }
}

function sessions(count: number): string {
  return `${count} session${count === 1 ? '' : 's'}`;
}
