import type { Problem, Project } from '../contract/index.ts';

/**
 * What the project file may say and this version does not do yet. It is refused with a clear word, never ignored:
 * a setting without effect would make every observation false. Kept in step with core/engine.
 */
export function notObeyedYet(project: Project): readonly Problem[] {
  const problems: Problem[] = [];
  if (project.processes !== undefined && project.processes.length > 0) {
    problems.push({
      path: '$.processes',
      message: 'this version does not start processes yet',
      hint: 'Remove "processes" and start the backends yourself; nothing in a project file runs by being opened.',
    });
  }
  return problems;
}
