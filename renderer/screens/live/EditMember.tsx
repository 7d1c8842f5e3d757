import { type FormEvent, useMemo, useState } from 'react';
import { type Member, parseStatus, withStatusFlag } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { memberName } from '../../format/member-name.ts';
import { useAppStore } from '../../store/store-context.tsx';
import type { MemberRef } from '../../store/ui-state.ts';
import styles from './EditMember.module.css';
import {
  draftOfMember,
  editOfDraft,
  MEMBER_FIELDS,
  MEMBER_FLAGS,
  type MemberDraft,
  type MemberField,
} from './member-fields.ts';

interface EditMemberProps {
  readonly reference: MemberRef;
  readonly member: Member;
  readonly letter: string;
  readonly onClose: () => void;
}

const FORM_ID = 'edit-member';

/** Every setting of a member, in Apache's words; applied live, with what is wrong said at its field. */
export function EditMember({ reference, member, letter, onClose }: EditMemberProps) {
  const store = useAppStore();
  const [draft, setDraft] = useState<MemberDraft>(() => draftOfMember(member));
  const [status, setStatus] = useState(member.status);
  const { patch, problems } = useMemo(() => editOfDraft(member, draft, status), [member, draft, status]);
  const changes = Object.keys(patch);
  const canApply = changes.length > 0 && problems.size === 0;
  const letters = parseStatus(status ?? '') ?? '';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!canApply) return;
    const done = `${letter} (${memberName(member.url)}): ${changes.join(', ')} applied, no pin lost`;
    const told = changes.includes('route')
      ? { undo: true, done: `${letter} has a new route` }
      : { undo: true, done };
    const result = await runCommand(store, 'member.edit', { ...reference, patch: { ...patch } }, told);
    if (result.ok) onClose();
  };

  return (
    <Dialog
      title={`Member ${letter}`}
      description={<span className="mono">{member.url}</span>}
      width={840}
      onClose={onClose}
      footer={
        <>
          <span className="grow muted">
            {problems.size > 0
              ? `${problems.size} to mend before it can be applied`
              : changes.length === 0
                ? 'Nothing is changed yet'
                : `Changes ${changes.join(', ')}`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} shortcut="Enter" disabled={!canApply}>
            Apply
          </Button>
        </>
      }
    >
      <form id={FORM_ID} className={styles.form} onSubmit={(event) => void submit(event)}>
        <fieldset className={styles.flags}>
          <legend>status</legend>
          {MEMBER_FLAGS.map(({ letter: flag, label, note }) => (
            <div key={flag} className={styles.flag}>
              <Switch
                label={label}
                checked={letters.includes(flag)}
                onChange={(on) => setStatus(withStatusFlag(status, flag, on))}
              />
              <span>
                {label} <code>+{flag}</code>
                <span className={styles.flagNote}>{note}</span>
              </span>
            </div>
          ))}
        </fieldset>
        {MEMBER_FIELDS.map(({ title, fields }) => (
          <fieldset key={title} className={styles.group}>
            <legend>{title}</legend>
            {fields.map((field) => (
              <Field
                key={field.key}
                field={field}
                value={draft[field.key] ?? ''}
                problem={problems.get(field.key) ?? null}
                onChange={(value) => setDraft({ ...draft, [field.key]: value })}
              />
            ))}
          </fieldset>
        ))}
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly field: MemberField;
  readonly value: string | boolean;
  readonly problem: { readonly message: string; readonly hint: string } | null;
  readonly onChange: (value: string | boolean) => void;
}

function Field({ field, value, problem, onChange }: FieldProps) {
  if (field.kind === 'switch') {
    return (
      <div className={styles.switch}>
        <span className={`${styles.key} mono`}>{field.key}</span>
        <Switch label={field.key} checked={value === true} onChange={onChange} />
        <span className={styles.note}>{field.note}</span>
      </div>
    );
  }
  if (field.kind === 'choice') {
    return (
      <SelectField
        label={field.key}
        look="config"
        layout="row"
        value={value === '' ? field.fallback : String(value)}
        options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={field.key}
      look="config"
      layout="row"
      value={String(value)}
      placeholder={field.fallback}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      problem={problem}
      note={field.note}
      onChange={onChange}
    />
  );
}
