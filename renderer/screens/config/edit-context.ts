import { createContext, useContext } from 'react';
import type { Problem, Project, Trouble } from '../../../core/contract/index.ts';
import type { ProjectPath } from './project-path.ts';

/** What every field of the form needs. */
export interface ConfigEdit {
  readonly project: Project;
  /** What would be wrong at `path` with this value; null when nothing. */
  readonly problemWith: (path: ProjectPath, value: unknown) => Problem | null;
  /** Applies one changed setting; gives what is wrong when it is refused. */
  readonly change: (path: ProjectPath, value: unknown) => Promise<Trouble | null>;
  readonly remove: (path: ProjectPath) => void;
  /** The setting that the pointer or the focus is at, here or in the export; a JSON path. */
  readonly lit: string | null;
  readonly onLight: (path: string | null) => void;
}

const EditContext = createContext<ConfigEdit | null>(null);
export const EditProvider = EditContext;

/** The edit that the fields around belong to. */
export function useConfigEdit(): ConfigEdit {
  const edit = useContext(EditContext);
  if (edit === null) throw new Error('useConfigEdit needs an EditProvider above it');
  return edit;
}
