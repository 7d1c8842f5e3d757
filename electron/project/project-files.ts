import path from 'node:path';
import {
  fail,
  type Project,
  type ProjectFileView,
  type Result,
  renderProject,
  succeed,
} from '../../core/contract/index.ts';
import type { Routepin } from '../../core/index.ts';
import type { RaiseNotice } from '../notices.ts';
import { withAccepted, withoutRecent, withRecent } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { listenElsewhere } from './listen-elsewhere.ts';
import type { Questions } from './questions.ts';
import { readProjectFile, readText, summary, writeTrouble } from './read-project.ts';
import { watchFile } from './watch-file.ts';
import { listenDigest, narrowListens, wideListens } from './wide-listen.ts';

/** A window without a project: the interface shows the first-run screen. */
export const EMPTY_PROJECT: Project = { version: 1, name: 'untitled', balancers: [], sites: [] };
const NO_FILE: ProjectFileView = { name: null, folder: null, unsaved: false };
export const PROJECT_EXTENSION = '.routepin.json';

export interface ProjectFilesOptions {
  readonly routepin: Pick<Routepin, 'project' | 'loadProject' | 'setProjectFile' | 'execute'>;
  readonly questions: Questions;
  readonly settings: SettingsStore;
  readonly raiseNotice: RaiseNotice;
  /** The recent list has changed. */
  readonly onRecent: () => void;
}

/** The open project's file: opened, saved, watched. The project itself is the core's. */
export interface ProjectFiles {
  readonly isUnsaved: boolean;
  newProject(): Promise<Result<Record<never, never>>>;
  /** Asks for a file; null when the person changed their mind. */
  chooseAndOpen(): Promise<Result<ProjectFileView | null>>;
  /** Opens a file, after asking about unsaved edits and wide listens. null: changed their mind. */
  openFile(file: string): Promise<Result<ProjectFileView | null>>;
  /** Opens a project that no file holds, such as the demo. */
  openUnsaved(project: Project): Promise<Result<null>>;
  save(): Promise<Result<ProjectFileView | null>>;
  saveAs(): Promise<Result<ProjectFileView | null>>;
  /** Before something drops the project: whether to go on. */
  mayDiscard(): Promise<boolean>;
  close(): void;
}

/** Keeps the core's project and its file together. */
export function createProjectFiles(options: ProjectFilesOptions): ProjectFiles {
  const { routepin, questions, settings, raiseNotice } = options;
  let file: string | null = null;
  /** The file's text as we last read or wrote it. */
  let textOnDisk: string | null = null;
  /** The project as rendered when it last was in step with its file (or when it was opened without one). */
  let savedText = renderProject(routepin.project);
  let stopWatching = () => {};

  const isUnsaved = () => renderProject(routepin.project) !== savedText;
  const view = (): ProjectFileView =>
    file === null
      ? { ...NO_FILE, unsaved: isUnsaved() }
      : { name: path.basename(file), folder: path.dirname(file), unsaved: isUnsaved() };
  const tell = (): ProjectFileView => {
    const now = view();
    routepin.setProjectFile(now);
    return now;
  };

  /** The project in the core is now the one of `nextFile` (null: of no file). */
  const settle = (nextFile: string | null, text: string | null): void => {
    stopWatching();
    file = nextFile;
    textOnDisk = text;
    stopWatching = nextFile === null ? () => {} : watchFile(nextFile, () => void lookAgain(nextFile));
    settings.update((old) => (nextFile === null ? { ...old, lastProject: null } : withRecent(old, nextFile)));
    options.onRecent();
  };

  /**
   * Hands a project to the core. Where a listener can't be opened, a free address is offered; else the project opens
   * without balancing. null: the person changed their mind.
   */
  const load = async (project: Project, fileView: ProjectFileView): Promise<Result<null> | null> => {
    const loaded = await routepin.loadProject(project, fileView);
    if (loaded.ok || loaded.error.code !== 'listen-failed') return loaded;
    const elsewhere = await listenElsewhere(project, loaded.error.message);
    if (elsewhere !== null) {
      const { message } = loaded.error;
      const answer = await questions.portTaken(project.name, message, elsewhere.listen);
      if (answer === 'cancel') return null;
      // Asked again for each listener that is in the way; every round moves one, so it ends.
      if (answer === 'free') return load(elsewhere.project, { ...fileView, unsaved: true });
    }
    const off = await routepin.execute('balancing.set', { on: false });
    if (!off.ok) return loaded;
    const again = await routepin.loadProject(project, fileView);
    if (!again.ok) return again;
    raiseNotice({
      level: 'warn',
      text: `“${project.name}” is open but not balancing: ${loaded.error.message}`,
      hint: loaded.error.hint ?? 'Change the listen address or free the port, then turn balancing on.',
    });
    return again;
  };

  /** The project as it may be opened: asked about when other machines could reach it. null: cancelled. */
  const withAgreedListens = async (project: Project, path_: string): Promise<Project | null> => {
    const wide = wideListens(project);
    const digest = listenDigest(path_, wide);
    if (wide.length === 0 || settings.current.acceptedListens.includes(digest)) return project;
    const answer = await questions.wideListen(path.basename(path_), wide);
    if (answer === 'cancel') return null;
    if (answer === 'loopback') return narrowListens(project);
    settings.update((old) => withAccepted(old, digest));
    return project;
  };

  const read = async (target: string): Promise<Result<ProjectFileView | null>> => {
    const found = await readProjectFile(target);
    if (!found.ok) {
      if (found.error.code === 'file-failed') {
        settings.update((old) => withoutRecent(old, target));
        options.onRecent();
      }
      return found;
    }
    const agreed = await withAgreedListens(found.value.project, target);
    if (agreed === null) return succeed(null);
    const folder = path.dirname(target);
    const name = path.basename(target);
    const loaded = await load(agreed, { name, folder, unsaved: agreed !== found.value.project });
    if (loaded === null) return succeed(null);
    if (!loaded.ok) return loaded;
    savedText = renderProject(found.value.project);
    settle(target, found.value.text);
    return succeed(view());
  };

  const write = async (target: string): Promise<Result<ProjectFileView | null>> => {
    const text = renderProject(routepin.project);
    try {
      await writeFileAtomically(target, text, { backup: `${target}.bak` });
    } catch (error) {
      return fail(writeTrouble(target, error));
    }
    savedText = text;
    // Somebody who saves a wide listen here has set it here.
    const wide = wideListens(routepin.project);
    if (wide.length > 0) settings.update((old) => withAccepted(old, listenDigest(target, wide)));
    settle(target, text);
    return succeed(tell());
  };

  const saveAs = async (): Promise<Result<ProjectFileView | null>> => {
    const suggestion = file ?? `${fileNameOf(routepin.project.name)}${PROJECT_EXTENSION}`;
    const chosen = await questions.chooseFileToSave(suggestion, 'project');
    if (chosen === null) return succeed(null);
    const target = path.extname(chosen) === '' ? `${chosen}${PROJECT_EXTENSION}` : chosen;
    if (target === file) return save();
    const there = await readProjectFile(target);
    if (!there.ok && there.error.code === 'bad-project') {
      return fail({
        code: 'file-failed',
        message: `${path.basename(target)} exists and is no project Routepin can read: it is not written over`,
        hint: 'Choose another name, or remove that file first.',
      });
    }
    return write(target);
  };

  const save = async (): Promise<Result<ProjectFileView | null>> => {
    if (file === null) return saveAs();
    const there = await readText(file);
    if (there.ok && there.value !== textOnDisk) {
      const found = await readProjectFile(file);
      if (!found.ok) {
        return fail({
          code: 'file-failed',
          message: `${found.error.message}. It was changed by another program and is not written over`,
          hint: 'Mend it there, or save under another name.',
          ...(found.error.problems !== undefined && { problems: found.error.problems }),
        });
      }
      const answer = await questions.overwriteChanged(path.basename(file));
      if (answer === 'save-as') return saveAs();
      if (answer === 'cancel') return succeed(null);
    }
    return write(file);
  };

  /** The file was touched by somebody. Our own writes leave the text as we know it. */
  const lookAgain = async (watched: string): Promise<void> => {
    const there = await readText(watched);
    if (watched !== file || (there.ok && there.value === textOnDisk)) return;
    const name = path.basename(watched);
    if (!there.ok) {
      raiseNotice({
        level: 'warn',
        text: `${name} is gone: ${there.error}`,
        hint: 'Save to write it again.',
      });
      return;
    }
    const found = await readProjectFile(watched);
    if (!found.ok) {
      const why = found.error.problems === undefined ? found.error.message : summary(found.error.problems);
      raiseNotice({
        level: 'warn',
        text: `${name} was changed by another program and is no valid project now: ${why}`,
        hint: 'What is open goes on as it is; the file is not written over.',
      });
      return;
    }
    if (renderProject(found.value.project) === renderProject(routepin.project)) {
      textOnDisk = there.value;
      savedText = renderProject(routepin.project);
      tell();
      return;
    }
    if (!(await questions.reloadChanged(name, isUnsaved())) || watched !== file) return;
    const opened = await read(watched);
    if (!opened.ok)
      raiseNotice({ level: 'error', text: opened.error.message, hint: opened.error.hint ?? null });
  };

  const mayDiscard = async (): Promise<boolean> => {
    if (!isUnsaved()) return true;
    const answer = await questions.unsavedEdits(routepin.project.name);
    if (answer === 'discard') return true;
    if (answer === 'cancel') return false;
    const saved = await save();
    if (!saved.ok) {
      raiseNotice({ level: 'error', text: saved.error.message, hint: saved.error.hint ?? null });
    }
    return saved.ok && saved.value !== null;
  };

  const openUnsaved = async (project: Project): Promise<Result<null>> => {
    const loaded = await load(project, NO_FILE);
    if (loaded === null) return fail({ code: 'cancelled', message: 'the open project was kept' });
    if (!loaded.ok) return loaded;
    savedText = renderProject(routepin.project);
    settle(null, null);
    return loaded;
  };

  const openFile = async (target: string): Promise<Result<ProjectFileView | null>> =>
    (await mayDiscard()) ? read(path.resolve(target)) : succeed(null);

  return {
    get isUnsaved() {
      return isUnsaved();
    },
    async newProject() {
      if (!(await mayDiscard())) return fail({ code: 'cancelled', message: 'the open project was kept' });
      const opened = await openUnsaved(EMPTY_PROJECT);
      return opened.ok ? succeed({}) : opened;
    },
    async chooseAndOpen() {
      const chosen = await questions.chooseFileToOpen();
      return chosen === null ? succeed(null) : openFile(chosen);
    },
    openFile,
    openUnsaved,
    save,
    saveAs,
    mayDiscard,
    close() {
      stopWatching();
    },
  };
}

/** A project's name as the beginning of a file name on any system. */
export function fileNameOf(projectName: string): string {
  const plain = projectName.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '');
  return plain === '' ? 'project' : plain.slice(0, 80);
}
