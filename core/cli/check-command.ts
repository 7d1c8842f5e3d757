import { notObeyedYet } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { readProjectFile } from './project-file.ts';
import { counted, problemLines } from './trouble-words.ts';

/** `routepin check FILE`: whether the file is a project that can be served. */
export async function runCheck(file: string): Promise<void> {
  const project = await readProjectFile(file);
  const findings = notObeyedYet(project);
  if (findings.length > 0) {
    throw new CliFailure(
      EXIT.failed,
      `${file} is well formed, and cannot be served as it is`,
      problemLines(findings),
    );
  }
  const members = project.balancers.reduce((sum, balancer) => sum + balancer.members.length, 0);
  process.stdout.write(
    `${file}: no problems (${counted(project.sites.length, 'site')}, ` +
      `${counted(project.balancers.length, 'balancer')}, ${counted(members, 'member')})\n`,
  );
}
