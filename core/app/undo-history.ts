import type { Project } from '../contract/index.ts';

/** What goes along with an edit and is no part of the project. Called in turn with it, after it has succeeded. */
export interface Beside {
  redo(): void;
  undo(): void;
}

/** One edit that can be taken back: the project on the other side of it, and what the edit is called. */
export interface UndoStep {
  readonly project: Project;
  readonly label: string;
  readonly beside: Beside | null;
}

/** Projects are a few kilobytes and immutable; a hundred of them is more than anybody steps through. */
const MOST_STEPS = 100;

/** Undo and redo of project edits. A step is only taken off once the engine has accepted the project it leads to. */
export class UndoHistory {
  #undo: UndoStep[] = [];
  #redo: UndoStep[] = [];

  get undoStep(): UndoStep | undefined {
    return this.#undo.at(-1);
  }

  get redoStep(): UndoStep | undefined {
    return this.#redo.at(-1);
  }

  /** An edit was made: it can be undone, and what was undone before can't be redone any more. */
  edited(before: Project, label: string, beside: Beside | null = null): void {
    this.#push(this.#undo, { project: before, label, beside });
    this.#redo = [];
  }

  /** `undoStep` was applied in place of `current`. */
  undone(current: Project): void {
    const step = this.#undo.pop();
    if (step !== undefined) this.#push(this.#redo, { ...step, project: current });
  }

  /** `redoStep` was applied in place of `current`. */
  redone(current: Project): void {
    const step = this.#redo.pop();
    if (step !== undefined) this.#push(this.#undo, { ...step, project: current });
  }

  clear(): void {
    this.#undo = [];
    this.#redo = [];
  }

  #push(steps: UndoStep[], step: UndoStep): void {
    steps.push(step);
    if (steps.length > MOST_STEPS) steps.shift();
  }
}
