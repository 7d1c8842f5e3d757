import { useState } from 'react';
import type { Problem } from '../../../core/contract/index.ts';
import { useConfigEdit } from './edit-context.ts';
import { type FieldSpec, textOfValue, valueOfText } from './field-specs.ts';
import { type ProjectPath, settingAt } from './project-path.ts';

/** A field's text while it is typed: checked with each letter, applied on Enter or when the field is left. */
export interface Draft {
  readonly text: string;
  readonly problem: Problem | null;
  readonly onChange: (text: string) => void;
  readonly commit: () => void;
  readonly cancel: () => void;
}

/** The draft of the setting at `path`. */
export function useDraft(spec: FieldSpec, path: ProjectPath): Draft {
  const { project, problemWith, change } = useConfigEdit();
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const current = textOfValue(settingAt(project, path));
  const value = typed === null ? undefined : valueOfText(spec, typed);
  const isChanged = typed !== null && typed.trim() !== current;
  const problem = isChanged ? problemWith(path, value) : null;
  const commit = async () => {
    if (typed === null || problem !== null) return;
    if (isChanged) {
      const trouble = await change(path, value);
      setRefused(trouble?.problems?.[0] ?? null);
      if (trouble !== null) return;
    }
    setTyped(null);
  };
  return {
    text: typed ?? current,
    problem: problem ?? refused,
    onChange(text) {
      setRefused(null);
      setTyped(text);
    },
    commit: () => void commit(),
    cancel() {
      setRefused(null);
      setTyped(null);
    },
  };
}
