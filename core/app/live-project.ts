import {
  compareProjects,
  fail,
  isUnchanged,
  NO_CHANGES,
  type Project,
  type ProjectChanges,
  type ProjectFileView,
  type Result,
  renderProject,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { labelOfEdit } from './edit-label.ts';
import { notObeyedYet } from './not-obeyed-yet.ts';
import { type Beside, UndoHistory, type UndoStep } from './undo-history.ts';

/** Of a project that was never saved. */
export const NO_FILE: ProjectFileView = { name: null, folder: null, unsaved: false };

export type { Beside } from './undo-history.ts';

export interface LiveProjectOptions {
  readonly project: Project;
  readonly file: ProjectFileView;
  /** Makes everything run `project`, or nothing at all. */
  readonly run: (project: Project, changes: ProjectChanges) => Promise<Result<null, Trouble>>;
  /** Told after each edit that changed something, once `project` and `revision` are the new ones. */
  readonly changed: (before: Project, changes: ProjectChanges) => void;
  /** Told when the project became saved or unsaved, or got another file. */
  readonly fileChanged: (file: ProjectFileView) => void;
}

export interface Edited {
  readonly revision: number;
  readonly changes: ProjectChanges;
}

export interface Undone {
  readonly revision: number;
  readonly label: string;
}

/**
 * The project as it runs. Every edit is one operation, old project to new: edits wait for each other, each starts
 * from what the one before it left, and one that fails leaves everything as it was (DESIGN.md §3).
 */
export class LiveProject {
  readonly #options: LiveProjectOptions;
  readonly #history = new UndoHistory();
  #project: Project;
  #file: ProjectFileView;
  #savedText: string | null;
  #revision = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: LiveProjectOptions) {
    this.#options = options;
    this.#project = options.project;
    this.#file = options.file;
    this.#savedText = options.file.unsaved ? null : renderProject(options.project);
  }

  get project(): Project {
    return this.#project;
  }

  get revision(): number {
    return this.#revision;
  }

  get file(): ProjectFileView {
    return this.#file;
  }

  /** What "Undo …" would take back, or null. */
  get undoLabel(): string | null {
    return this.#history.undoStep?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#history.redoStep?.label ?? null;
  }

  /** Applies what `make` makes of the project as it stands when this edit's turn comes. */
  edit(
    make: (project: Project) => Result<Project, Trouble>,
    options: {
      readonly label?: string | undefined;
      readonly baseRevision?: number | undefined;
      /** Done with the edit and taken back with it; with it even an edit that changes nothing is a step. */
      readonly beside?: Beside;
    } = {},
  ): Promise<Result<Edited, Trouble>> {
    return this.#inTurn(async () => {
      if (options.baseRevision !== undefined && options.baseRevision !== this.#revision) {
        return fail({
          code: 'stale-revision',
          message: `the project has changed since revision ${options.baseRevision} (it is at ${this.#revision})`,
          hint: 'Take the project as it stands now and make the edit again.',
        });
      }
      const made = make(this.#project);
      if (!made.ok) return made;
      const before = this.#project;
      const { beside = null } = options;
      const done = await this.#replace(
        made.value,
        (changes) => {
          const label = options.label ?? labelOfEdit(changes, before, made.value);
          this.#history.edited(before, label, beside);
          beside?.redo();
        },
        { isStep: beside !== null },
      );
      return done.ok ? succeed({ revision: this.#revision, changes: done.value }) : done;
    });
  }

  /** Runs the project as it stands once more, because what is laid over it has changed; no edit, and nothing to undo. */
  rerun(): Promise<Result<null, Trouble>> {
    return this.#inTurn(() => this.#options.run(this.#project, NO_CHANGES));
  }

  undo(): Promise<Result<Undone, Trouble>> {
    return this.#step(
      () => this.#history.undoStep,
      (current) => this.#history.undone(current),
      'undo',
    );
  }

  redo(): Promise<Result<Undone, Trouble>> {
    return this.#step(
      () => this.#history.redoStep,
      (current) => this.#history.redone(current),
      'redo',
    );
  }

  /** Another project takes the place of this one, as when a file is opened: its history starts empty. */
  load(project: Project, file: ProjectFileView): Promise<Result<null, Trouble>> {
    return this.#inTurn(async () => {
      const done = await this.#replace(project, () => this.#history.clear(), { file });
      return done.ok ? succeed(null) : done;
    });
  }

  /** The project was saved under this name, or its file is known now. */
  setFile(file: ProjectFileView): void {
    this.#savedText = file.unsaved ? this.#savedText : renderProject(this.#project);
    this.#file = file;
    this.#options.fileChanged(file);
  }

  #step(
    next: () => UndoStep | undefined,
    done: (current: Project) => void,
    word: 'undo' | 'redo',
  ): Promise<Result<Undone, Trouble>> {
    return this.#inTurn(async () => {
      const step = next();
      if (step === undefined) {
        return fail({ code: 'not-available', message: `there is nothing to ${word}` });
      }
      const current = this.#project;
      const replaced = await this.#replace(
        step.project,
        () => {
          done(current);
          step.beside?.[word]();
        },
        { isStep: step.beside !== null },
      );
      return replaced.ok ? succeed({ revision: this.#revision, label: step.label }) : replaced;
    });
  }

  async #replace(
    next: Project,
    remember: (changes: ProjectChanges) => void,
    { file, isStep = false }: { readonly file?: ProjectFileView; readonly isStep?: boolean } = {},
  ): Promise<Result<ProjectChanges, Trouble>> {
    const before = this.#project;
    const changes = compareProjects(before, next);
    const refused = refuseUnobeyed(next);
    if (refused !== null) return fail(refused);
    const hasNothingToRun = isUnchanged(changes) && file === undefined;
    if (hasNothingToRun && !isStep) return succeed(changes);
    const ran = hasNothingToRun ? succeed(null) : await this.#options.run(next, changes);
    if (!ran.ok) return ran;
    this.#project = next;
    this.#revision++;
    remember(changes);
    this.#options.changed(before, changes);
    if (file !== undefined) this.setFile(file);
    else this.#compareWithSaved();
    return succeed(changes);
  }

  /** An edit makes the project unsaved; undoing back to what the file holds makes it saved again. */
  #compareWithSaved(): void {
    const unsaved = this.#savedText !== renderProject(this.#project);
    if (unsaved === this.#file.unsaved) return;
    this.#file = { ...this.#file, unsaved };
    this.#options.fileChanged(this.#file);
  }

  #inTurn<Value>(work: () => Promise<Result<Value, Trouble>>): Promise<Result<Value, Trouble>> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Why a project can't be run by this version, or null. */
export function refuseUnobeyed(project: Project): Trouble | null {
  const problems = notObeyedYet(project);
  const [first] = problems;
  if (first === undefined) return null;
  return {
    code: 'bad-project',
    message:
      problems.length === 1
        ? first.message
        : `this version does not do ${problems.length} of these settings yet`,
    hint: first.hint,
    problems,
  };
}
