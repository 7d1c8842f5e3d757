import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

/**
 * A message that nobody asked for is noise. Each place that raises one stands here with what it answers; another
 * place, or one more in a file, fails until it is thought about and written down.
 */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'renderer/actions/app-actions.ts': ['Undo and Redo: what was taken back', 'Save: under which name'],
  'renderer/actions/run-command.ts': [
    'a command that failed',
    'a command that is done, where its caller asks',
  ],
  'renderer/actions/session-actions.ts': ['Move the sessions: how many went where'],
  'renderer/actions/upkeep-actions.ts': ['Look for a newer version: there is none'],
  'renderer/app/use-window.ts': ['what the core or the shell raises: the second table'],
  'renderer/screens/config/ImportReview.tsx': ['Import: what was taken over'],
  'renderer/screens/config/apply-mend.ts': ['a lint’s button: done', 'a lint’s button: not done, and why'],
  'renderer/screens/config/open-import.ts': ['a chosen file that cannot be read'],
  'renderer/screens/config/save-export.ts': ['Save: not done, and why', 'Save: where it is'],
  'renderer/screens/config/use-project-edit.ts': ['an edit that was refused'],
  'renderer/screens/findings/apply-remedy.ts': ['a finding’s button: done'],
  'renderer/screens/firstrun/start-balancing.ts': ['Balance these: what is open now'],
  'renderer/screens/live/exchange/send-again.ts': ['Send again: what came back'],
  'renderer/screens/live/topology/AddMember.tsx': ['Add member: what was added'],
  'renderer/screens/live/traffic/har-files.ts': [
    'Export as HAR: where it is',
    'a chosen HAR that is too large for a page',
  ],
  'renderer/screens/rehearse/JourneyDialog.tsx': ['Take over a session’s requests: why not'],
  'renderer/screens/rehearse/files.ts': ['a chosen file that cannot be read', 'Save: where it is'],
};

/** The same for what the core and the shell tell a window on their own: answers, and troubles that show nowhere else. */
const NOTICES: Readonly<Record<string, readonly string[]>> = {
  'core/app/running-routepin.ts': ['an https site was switched on: its certificate is new'],
  'electron/desktop.ts': [
    'a command from the menu that failed',
    'an option or a setting of this start that could not be read',
    'Quit: what is waited for',
    'a crash since last time: its report is where nobody looks',
  ],
  'electron/notices.ts': ['hands on: a notice', 'hands on: those from before the window'],
  'electron/project/project-files.ts': [
    'Open a project: it is open and does not balance',
    'the open file is gone',
    'the open file was changed and is no project',
    'the changed file, to be read again as was answered, cannot be',
    'Save before closing: not done, and why',
  ],
  'electron/tabs/users.ts': ['a page was refused what it tried', 'a download is saved'],
  'electron/updates/updates.ts': ['the daily look that somebody switched on found a version'],
};

const root = path.resolve(import.meta.dirname, '../../..');

/** Sources of these rooms, without the stories that pictures are made of. */
function filesOf(rooms: readonly string[]): readonly string[] {
  return rooms.flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
      .map((entry) => path.posix.join(room, entry.split(path.sep).join('/')))
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('renderer/fixtures/')),
  );
}

interface Call {
  readonly file: string;
  /** The effect or timer that it stands in; null outside of them. */
  readonly within: string | null;
}

/** What is called in here happens because something was drawn or time passed, not because somebody asked. */
const OF_ITSELF: ReadonlySet<string> = new Set(['useEffect', 'useLayoutEffect', 'setInterval', 'onEvents']);

/** The calls of these functions, by name or as a method, in all files of these rooms. */
function callsOf(names: readonly string[], rooms: readonly string[]): readonly Call[] {
  const calls: Call[] = [];
  for (const file of filesOf(rooms)) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const visit = (node: unknown, within: string | null): void => {
      if (typeof node !== 'object' || node === null) return;
      const called = calledBy(node);
      if (called !== null && names.includes(called)) calls.push({ file, within });
      const inside = called !== null && OF_ITSELF.has(called) ? called : within;
      for (const part of Object.values(node)) visit(part, inside);
    };
    const { program, errors } = parseSync(file, text);
    expect(errors, file).toEqual([]);
    visit(program, null);
  }
  return calls;
}

/** The name of what a node of the syntax tree (ESTree) calls; null when it calls nothing, or nothing with a name. */
function calledBy(node: object): string | null {
  if (!('type' in node) || node.type !== 'CallExpression' || !('callee' in node)) return null;
  const callee = node.callee as { readonly name?: string; readonly property?: { readonly name?: string } };
  return callee.name ?? callee.property?.name ?? null;
}

function countsOf(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { file } of calls) counts[file] = (counts[file] ?? 0) + 1;
  return counts;
}

const lengthsOf = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(table).map(([file, answers]) => [file, answers.length]));

describe('messages only for what was asked for', () => {
  test('every place that shows one is listed with what it answers', () => {
    expect(countsOf(callsOf(['showToast'], ['renderer']))).toEqual(lengthsOf(ANSWERS));
  });

  test('the list of messages is changed in its own file alone, but for those that Undo makes stale', () => {
    const writers = filesOf(['renderer']).filter((file) =>
      /setUi\([^)]*\btoasts\b/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(writers.sort()).toEqual(['renderer/actions/app-actions.ts', 'renderer/actions/run-command.ts']);
  });

  test('every notice of the core and the shell is listed with its reason', () => {
    const calls = callsOf(['raiseNotice'], ['core', 'electron']);
    expect(countsOf(calls)).toEqual(lengthsOf(NOTICES));
  });

  test('none is shown because something was drawn or time passed, except notices', () => {
    const calls = callsOf(['showToast', 'runCommand'], ['renderer']);
    expect(calls.filter(({ within }) => within !== null)).toEqual([
      { file: 'renderer/app/use-window.ts', within: 'useEffect' },
    ]);
  });
});
