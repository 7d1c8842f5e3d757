import path from 'node:path';
import { shell } from 'electron';
import { fail, type Handlers, type Result, type ShellCommandName, succeed } from '../core/contract/index.ts';
import type { Routepin } from '../core/index.ts';
import { chooseApache } from './choose-apache.ts';
import type { ProjectFiles } from './project/project-files.ts';
import type { Questions } from './project/questions.ts';
import { saveExport } from './save-export.ts';
import { saveHar } from './save-har.ts';
import { saveRehearsal } from './save-rehearsal.ts';
import { isChoice } from './settings/settings.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { Users } from './tabs/users.ts';
import type { Updates } from './updates/updates.ts';
import { readyFolder } from './upkeep/crash-reports.ts';
import { openOutside } from './window/lock-down.ts';

export interface ShellParts {
  readonly routepin: Pick<Routepin, 'execute' | 'chooseApache'>;
  readonly files: ProjectFiles;
  /** null while no window is there to hold their pages. */
  readonly users: () => Users | null;
  readonly settings: SettingsStore;
  readonly questions: Questions;
  readonly onTheme: (theme: string) => void;
  readonly updates: Updates;
  readonly folders: Readonly<Record<'logs' | 'crashes', string>>;
}

/** What only the desktop window answers. Parameters have been parsed (contract, `shellCommands`). */
export function createShellHandlers(parts: ShellParts): Handlers<ShellCommandName> {
  const { files, settings } = parts;
  const withUsers = <Value>(act: (users: Users) => Value): Value | Result<never> => {
    const users = parts.users();
    return users === null ? fail({ code: 'not-available', message: 'the window is closing' }) : act(users);
  };

  return {
    'project.new': () => files.newProject(),
    'project.open': () => files.chooseAndOpen(),
    'project.open-recent': async ({ index }) => {
      const file = settings.current.recent[index];
      if (file === undefined) {
        return fail({ code: 'not-found', message: 'that project is no longer in the list of recent ones' });
      }
      const opened = await files.openFile(file);
      if (!opened.ok) return opened;
      return opened.value === null
        ? fail({ code: 'cancelled', message: 'the open project was kept' })
        : succeed(opened.value);
    },
    'project.save': () => files.save(),
    'project.save-as': () => files.saveAs(),
    'har.save': (params) => saveHar(params, parts),
    'export.save': (params) => saveExport(params, parts, (file) => shell.openPath(file)),
    'rehearsal.save': (params) => saveRehearsal(params, parts.questions),
    'parity.choose-apache': () => chooseApache(parts.questions, parts.routepin),
    'user.open': (params) => withUsers((users) => users.open(params)),
    'user.close': ({ userId }) => withUsers((users) => users.close(userId)),
    'user.forget-kept': ({ name }) => withUsers((users) => users.forgetKept(name)),
    'user.open-tab': ({ userId, url }) => withUsers((users) => users.openTab(userId, url)),
    'user.close-tab': ({ userId, tabId }) => withUsers((users) => users.closeTab(userId, tabId)),
    'user.show-tab': ({ userId, tabId }) => withUsers((users) => users.showTab(userId, tabId)),
    'user.forget-pin': ({ userId }) => withUsers((users) => users.forgetPin(userId)),
    'user.forget-all': ({ userId }) => withUsers((users) => users.forgetAll(userId)),
    'user.navigate': ({ userId, url }) => withUsers((users) => users.navigate(userId, url)),
    'user.go': ({ userId, to }) => withUsers((users) => users.go(userId, to)),
    'user.dev-tools': ({ userId }) => withUsers((users) => users.openDevTools(userId)),
    'user.layout': ({ pages }) => withUsers((users) => users.layout(pages)),
    'link.open': async ({ url }) =>
      (await openOutside(url))
        ? succeed({})
        : fail({ code: 'bad-params', message: 'only http and https links open outside' }),
    'shell.get': () =>
      succeed({
        recent: settings.current.recent.map((file) => ({
          name: path.basename(file),
          folder: path.dirname(file),
        })),
        settings: settings.current.choices,
        keptUsers: settings.current.keptUsers.map(({ name }) => name),
      }),
    'setting.set': ({ key, value }) => {
      if (!isChoice(value)) {
        return fail({
          code: 'bad-params',
          message: `"${value.slice(0, 40)}" is no ${key}`,
          hint: 'Its name is a word of small letters.',
        });
      }
      settings.update((old) => ({ ...old, choices: { ...old.choices, [key]: value } }));
      if (key === 'theme') parts.onTheme(value);
      if (key === 'updates') parts.updates.reschedule();
      return succeed({});
    },
    'folder.open': async ({ what }) => {
      const folder = await readyFolder(parts.folders[what]);
      const trouble = await shell.openPath(folder);
      return trouble === ''
        ? succeed({ folder })
        : fail({ code: 'not-available', message: `${folder} could not be opened: ${trouble}` });
    },
    'update.get': () => succeed(parts.updates.view),
    'update.check': () => parts.updates.check(),
    'update.download': () => parts.updates.download(),
  };
}
