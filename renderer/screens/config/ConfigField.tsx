import type { KeyboardEvent } from 'react';
import { SelectField } from '../../components/SelectField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useApp } from '../../store/store-context.tsx';
import styles from './ConfigField.module.css';
import { selectConfigScreen } from './config-state.ts';
import { useConfigEdit } from './edit-context.ts';
import type { FieldSpec } from './field-specs.ts';
import { findingAt } from './findings.ts';
import { isWithin, type ProjectPath, pathText, settingAt } from './project-path.ts';
import { useDraft } from './use-draft.ts';

interface ConfigFieldProps {
  readonly spec: FieldSpec;
  readonly path: ProjectPath;
  /** What stands before the field, when it isn't the setting's own name. */
  readonly label?: string;
}

/** One setting under Apache's name; lit together with the lines of the export that it makes. */
export function ConfigField({ spec, path, label = spec.key }: ConfigFieldProps) {
  const { project, change, lit, onLight } = useConfigEdit();
  const draft = useDraft(spec, path);
  const here = pathText(path);
  const value = settingAt(project, path);
  const finding = useApp((state) => findingAt(selectConfigScreen(state).findings, here));
  const shared = {
    'data-path': here,
    'data-finding': finding?.severity,
    title: finding?.message,
    onPointerEnter: () => onLight(here),
    onPointerLeave: () => onLight(null),
    onFocus: () => onLight(here),
    onBlur: () => onLight(null),
  };
  const wide = spec.isWide === true ? styles.wide : '';
  const className = `${styles.field} ${wide} ${lit !== null && isWithin(here, lit) ? styles.lit : ''}`;
  if (spec.kind === 'switch') {
    const isOn = (value ?? spec.isOnByDefault) === true;
    return (
      <div className={`${className} ${styles.toggle}`} {...shared}>
        <span className="mono">{label}</span>
        <span className="row">
          <Switch
            label={label}
            checked={isOn}
            onChange={(on) => void change(path, on === (spec.isOnByDefault ?? false) ? undefined : on)}
          />
          <span className="muted">{isOn ? 'on' : 'off'}</span>
        </span>
      </div>
    );
  }
  if (spec.kind === 'choice') {
    const unset = { value: '', label: spec.fallback };
    const choices = (spec.choices ?? []).filter((choice) => choice !== spec.fallback);
    return (
      <div className={className} {...shared}>
        <SelectField
          label={label}
          look="config"
          layout="row"
          value={value === spec.fallback ? '' : String(value ?? '')}
          options={[unset, ...choices.map((choice) => ({ value: choice, label: choice }))]}
          onChange={(chosen) => void change(path, chosen === '' ? undefined : chosen)}
        />
      </div>
    );
  }
  return (
    <div className={className} {...shared}>
      <TextField
        label={label}
        look="config"
        layout="row"
        value={draft.text}
        placeholder={spec.fallback}
        problem={draft.problem}
        onChange={draft.onChange}
        onBlur={draft.commit}
        onKeyDown={(event) => onDraftKey(event, draft)}
      />
    </div>
  );
}

/** Enter applies, Escape takes back. */
export function onDraftKey(
  event: KeyboardEvent<HTMLInputElement>,
  draft: { readonly commit: () => void; readonly cancel: () => void },
): void {
  if (event.key === 'Enter') draft.commit();
  else if (event.key === 'Escape') draft.cancel();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
