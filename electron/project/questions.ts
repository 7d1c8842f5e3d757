import path from 'node:path';
import { app, type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';

/** Everything the shell asks a person. One object, so that project files can be tested without a screen. */
export interface Questions {
  chooseFileToOpen(): Promise<string | null>;
  /** A path to write to, or null. `kind` decides the file filter. */
  chooseFileToSave(
    suggestion: string,
    kind: 'project' | 'export' | 'rehearsal' | 'recording',
  ): Promise<string | null>;
  /** The absolute path of a program, or null. Nothing is run by choosing it. */
  chooseProgram(title: string): Promise<string | null>;
  unsavedEdits(projectName: string): Promise<'save' | 'discard' | 'cancel'>;
  /** A file wants listeners that other machines can reach. */
  wideListen(fileName: string, listens: readonly string[]): Promise<'as-written' | 'loopback' | 'cancel'>;
  /** The file on disk is not the one that was opened or saved last. */
  overwriteChanged(fileName: string): Promise<'overwrite' | 'save-as' | 'cancel'>;
  reloadChanged(fileName: string, hasUnsavedEdits: boolean): Promise<boolean>;
  /** A listener's port is taken; `message` names the holder, `free` an address that is not. */
  portTaken(projectName: string, message: string, free: string): Promise<'free' | 'without' | 'cancel'>;
  /** The app is to end while requests are being answered; `isWaiting`: it waits for them already. */
  stillUnfinished(what: string, isWaiting: boolean): Promise<'wait' | 'now' | 'cancel'>;
  reloadAfterCrash(): Promise<boolean>;
  reloadUnresponsive(): Promise<boolean>;
}

const RECORDING_FILTERS = [
  { name: 'HTTP Archives', extensions: ['har'] },
  { name: 'All files', extensions: ['*'] },
];
const PROJECT_FILTERS = [
  { name: 'Routepin projects', extensions: ['routepin.json', 'json'] },
  { name: 'All files', extensions: ['*'] },
];
const REHEARSAL_FILTERS = [
  { name: 'Rehearsals', extensions: ['rehearsal.json', 'json'] },
  { name: 'All files', extensions: ['*'] },
];
const EXPORT_FILTERS = [
  { name: 'Configurations', extensions: ['conf'] },
  { name: 'All files', extensions: ['*'] },
];

const SAVE_FILTERS = {
  project: PROJECT_FILTERS,
  export: EXPORT_FILTERS,
  rehearsal: REHEARSAL_FILTERS,
  recording: RECORDING_FILTERS,
};

/**
 * The system's dialogs on our window. With ROUTEPIN_UNATTENDED=1 nobody is there to answer (kiosks, tests): nothing
 * is asked and each question has its safe answer; file dialogs still open, because somebody asked for them.
 */
export function nativeQuestions(window: () => BrowserWindow | null, isUnattended: boolean): Questions {
  const ask = async (options: MessageBoxOptions): Promise<number> => {
    const owner = window();
    const { response } =
      owner === null || owner.isDestroyed()
        ? await dialog.showMessageBox(options)
        : await dialog.showMessageBox(owner, options);
    return response;
  };
  /** Asks among answers, in the order of the buttons; the last is what Escape means. */
  const choose = async <Answer extends string>(
    question: { readonly message: string; readonly detail: string; readonly type?: 'question' | 'warning' },
    answers: readonly (readonly [label: string, answer: Answer])[],
    whenUnattended: Answer,
  ): Promise<Answer> => {
    if (isUnattended) return whenUnattended;
    const response = await ask({
      type: question.type ?? 'question',
      title: 'Routepin',
      message: question.message,
      detail: question.detail,
      buttons: answers.map(([label]) => label),
      defaultId: 0,
      cancelId: answers.length - 1,
      noLink: true,
    });
    return answers[response]?.[1] ?? whenUnattended;
  };

  return {
    async chooseFileToOpen() {
      const options = { properties: ['openFile' as const], filters: PROJECT_FILTERS };
      const owner = window();
      const { filePaths } =
        owner === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(owner, options);
      return filePaths[0] ?? null;
    },
    async chooseFileToSave(suggestion, kind) {
      const options = {
        defaultPath: path.isAbsolute(suggestion)
          ? suggestion
          : path.join(app.getPath('documents'), suggestion),
        filters: SAVE_FILTERS[kind],
      };
      const owner = window();
      const { filePath } =
        owner === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(owner, options);
      return filePath === undefined || filePath === '' ? null : filePath;
    },
    async chooseProgram(title) {
      const options = { title, properties: ['openFile' as const] };
      const owner = window();
      const { filePaths } =
        owner === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(owner, options);
      return filePaths[0] ?? null;
    },
    unsavedEdits: (projectName) =>
      choose(
        {
          type: 'warning',
          message: `Save the changes to “${projectName}”?`,
          detail: 'They are not in its file yet and are lost otherwise.',
        },
        [
          ['Save', 'save'],
          ["Don't save", 'discard'],
          ['Cancel', 'cancel'],
        ],
        'discard',
      ),
    wideListen: (fileName, listens) =>
      choose(
        {
          type: 'warning',
          message: `${fileName} wants to be reachable from other machines.`,
          detail: `It listens on ${listens.join(' and ')}. Everybody who can reach this machine could then use the balanced applications.`,
        },
        [
          ['This machine only', 'loopback'],
          ['Listen as written', 'as-written'],
          ['Cancel', 'cancel'],
        ],
        'loopback',
      ),
    overwriteChanged: (fileName) =>
      choose(
        {
          type: 'warning',
          message: `${fileName} was changed by another program.`,
          detail: 'Saving now replaces that change. The file as it is will be kept beside it as .bak.',
        },
        [
          ['Save as…', 'save-as'],
          ['Replace', 'overwrite'],
          ['Cancel', 'cancel'],
        ],
        'cancel',
      ),
    reloadChanged: async (fileName, hasUnsavedEdits) =>
      (await choose(
        {
          message: `${fileName} was changed by another program.`,
          detail: hasUnsavedEdits
            ? 'Loading it again drops the edits that are not saved yet.'
            : 'Load it again? Pins whose route still exists are kept.',
        },
        [
          ['Load again', 'reload'],
          ['Keep what is open', 'keep'],
        ],
        'keep',
      )) === 'reload',
    portTaken: (projectName, message, free) =>
      choose(
        {
          type: 'warning',
          message: `“${projectName}” can't listen where it used to.`,
          detail: `${message}. Nothing but the address changes, and nothing is saved by itself.`,
        },
        [
          [`Listen on ${free}`, 'free'],
          ['Open without balancing', 'without'],
          ['Cancel', 'cancel'],
        ],
        'without',
      ),
    stillUnfinished: (what, isWaiting) =>
      choose(
        {
          type: 'warning',
          message: `Not over yet: ${what}.`,
          detail: isWaiting
            ? 'Routepin waits for that and accepts no new requests. Ending at once cuts it off.'
            : 'Ending at once cuts that off: who waits for it sees a broken answer or half a file.',
        },
        [
          [isWaiting ? 'Go on waiting' : 'Wait, then quit', 'wait'],
          ['Quit now', 'now'],
          ['Cancel', 'cancel'],
        ],
        // Nobody is there: the core's own few seconds of grace, and a word in the log.
        'now',
      ),
    reloadAfterCrash: async () =>
      (await choose(
        {
          type: 'warning',
          message: 'The window has crashed again.',
          detail: 'Balancing goes on without it.',
        },
        [
          ['Load the window again', 'reload'],
          ['Quit', 'quit'],
        ],
        'reload',
      )) === 'reload',
    reloadUnresponsive: async () =>
      (await choose(
        { type: 'warning', message: 'The window does not answer.', detail: 'Balancing goes on without it.' },
        [
          ['Load the window again', 'reload'],
          ['Wait', 'wait'],
        ],
        'wait',
      )) === 'reload',
  };
}
