import { type Project, stepsOfPath } from '../../../core/contract/index.ts';
import { settingAt } from './project-path.ts';

const LISTS: Readonly<Record<string, string>> = { balancers: 'balancer', members: 'member', sites: 'site' };

/** A setting as people name it: `$.balancers[0].members[1].retry` is `balancer lb, member 2 (http://…:13002), retry`. */
export function settingWords(project: Project, path: string): string {
  const steps = stepsOfPath(path);
  if (steps === null || steps.length === 0) return 'the project';
  const words: string[] = [];
  steps.forEach((step, index) => {
    if (typeof step === 'number') {
      const list = String(steps[index - 1] ?? '');
      const item = settingAt(project, steps.slice(0, index + 1));
      words.pop();
      words.push(itemWords(LISTS[list] ?? list, step, item));
    } else words.push(step);
  });
  return words.join(', ');
}

function itemWords(kind: string, index: number, item: unknown): string {
  const { name, url, path } = (typeof item === 'object' && item !== null ? item : {}) as Readonly<
    Record<string, unknown>
  >;
  if (kind === 'member') return `member ${index + 1}${typeof url === 'string' ? ` (${url})` : ''}`;
  if (kind === 'proxyPass') return `proxyPass ${typeof path === 'string' ? path : index + 1}`;
  return `${kind} ${typeof name === 'string' ? name : index + 1}`;
}
