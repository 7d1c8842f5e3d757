import type { Project, Trouble } from '../../core/contract/index.ts';

/** The failures of commands about users, in words. */
export function noSite(project: Pick<Project, 'name'>): Trouble {
  return {
    code: 'not-available',
    message: `“${project.name}” has no site yet, so there is nothing to open`,
    hint: 'Choose the ports to balance first, or start the demo backends.',
  };
}

export function noAddress(typed: string): Trouble {
  return {
    code: 'bad-params',
    message: `"${typed.slice(0, 200)}" is not a web address`,
    hint: 'Write http://host:port/path, or a path such as /cart.',
  };
}

export function noRoom(most: number): Trouble {
  return {
    code: 'not-available',
    message: `${most} pages are open, which is as many as there can be`,
    hint: 'Close a tab or a user first.',
  };
}

export function noUser(userId: string): Trouble {
  return { code: 'not-found', message: `there is no user "${userId}": it has been closed` };
}

export function noTab(name: string, tabId: string): Trouble {
  return { code: 'not-found', message: `${name} has no tab "${tabId}": it has been closed` };
}
