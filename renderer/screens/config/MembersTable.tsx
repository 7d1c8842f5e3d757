import { Pencil, Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type Problem, parseStatus } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { splitMemberName } from '../../format/member-name.ts';
import { identityOfMember, selectRouteOrder } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { memberFromText } from '../live/new-member.ts';
import { onDraftKey } from './ConfigField.tsx';
import { selectConfigScreen } from './config-state.ts';
import { useConfigEdit } from './edit-context.ts';
import { type FieldSpec, MEMBER_COLUMNS } from './field-specs.ts';
import { findingAt } from './findings.ts';
import styles from './MembersTable.module.css';
import { isWithin, type ProjectPath, pathText } from './project-path.ts';
import { useDraft } from './use-draft.ts';

const FLAG_WORDS: Readonly<Record<string, string>> = {
  N: 'drain',
  D: 'disabled',
  S: 'stopped',
  H: 'standby',
  R: 'spare',
  I: 'ignores errors',
};

interface MembersTableProps {
  /** The balancer's place in the project. */
  readonly index: number;
}

/** The members as a table whose cells are fields. */
export function MembersTable({ index }: MembersTableProps) {
  const store = useAppStore();
  const { project, lit, onLight } = useConfigEdit();
  const order = useApp(selectRouteOrder);
  const balancer = project.balancers[index];
  if (balancer === undefined) return null;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            {/* Its look; the route itself is a column of its own. */}
            <th scope="col">
              <span className="sr-only">Letter</span>
            </th>
            {MEMBER_COLUMNS.map(({ key, heading }) => (
              <th key={key} scope="col" data-column={key}>
                {heading}
              </th>
            ))}
            <th scope="col">status</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {balancer.members.map((member, place) => {
            const path = ['balancers', index, 'members', place] as const;
            const here = pathText(path);
            const identity = identityOfMember(order, {
              balancer: balancer.name,
              route: member.route ?? '',
              url: member.url,
            });
            const flags = [...(parseStatus(member.status ?? '') ?? '')];
            const ref = { balancer: balancer.name, member: member.url };
            return (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: a member's place is its path; its URL may be edited
                key={place}
                className={lit !== null && (isWithin(here, lit) || isWithin(lit, here)) ? styles.lit : ''}
                onPointerEnter={() => onLight(here)}
                onPointerLeave={() => onLight(null)}
              >
                <td>
                  <RouteChip identity={identity} route={member.route ?? ''} />
                </td>
                {MEMBER_COLUMNS.map((column) => (
                  <td key={column.key} data-column={column.key}>
                    <Cell spec={column} path={[...path, column.key]} name={identity.letter} />
                  </td>
                ))}
                <td>
                  {flags.length === 0 ? (
                    <span className="muted">–</span>
                  ) : (
                    <Tag tone={flags.includes('N') ? 'warn' : 'neutral'}>
                      +{flags.join('')} {flags.length === 1 ? FLAG_WORDS[flags[0] ?? ''] : ''}
                    </Tag>
                  )}
                </td>
                <td className={styles.actions}>
                  <IconButton
                    label={`All settings of ${identity.letter}`}
                    onClick={() => store.setUi({ overlay: { kind: 'edit-member', ref } })}
                  >
                    <Pencil size={12} />
                  </IconButton>
                  <IconButton
                    label={`Remove ${identity.letter}`}
                    onClick={() =>
                      void runCommand(store, 'member.remove', ref, {
                        done: `${identity.letter} is removed`,
                        undo: true,
                      })
                    }
                  >
                    <X size={13} />
                  </IconButton>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <AddMemberLine balancer={balancer.name} members={balancer.members} />
    </>
  );
}

interface CellProps {
  readonly spec: FieldSpec;
  readonly path: ProjectPath;
  readonly name: string;
}

function Cell({ spec, path, name }: CellProps) {
  const { onLight } = useConfigEdit();
  const draft = useDraft(spec, path);
  const problem = draft.problem;
  const here = pathText(path);
  const finding = useApp((state) => findingAt(selectConfigScreen(state).findings, here));
  return (
    <>
      <input
        className={`${styles.cell} mono`}
        aria-label={`${spec.key} of ${name}`}
        aria-invalid={problem !== null}
        data-path={here}
        data-finding={finding?.severity}
        title={finding?.message}
        value={draft.text}
        placeholder={spec.fallback}
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => {
          onLight(here);
          event.target.select();
        }}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.commit}
        onKeyDown={(event) => onDraftKey(event, draft)}
      />
      {spec.key === 'url' && <Address text={draft.text} />}
      {problem !== null && (
        <span className={styles.problem} role="alert">
          {problem.message}. {problem.hint}
        </span>
      )}
    </>
  );
}

/** Over a field that nobody types in: its host is cut, never its port, which an input can't do. */
function Address({ text }: { readonly text: string }) {
  const { host, port } = splitMemberName(text);
  const scheme = /^http:\/\//i.exec(text)?.[0] ?? '';
  return (
    <span className={`${styles.address} mono`} aria-hidden="true">
      <span className="ell">{`${scheme}${host}`}</span>
      <span>{port}</span>
    </span>
  );
}

interface AddMemberLineProps {
  readonly balancer: string;
  readonly members: Parameters<typeof memberFromText>[1];
}

function AddMemberLine({ balancer, members }: AddMemberLineProps) {
  const store = useAppStore();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<Pick<Problem, 'message' | 'hint'> | null>(null);
  if (text === null) {
    return (
      <Button
        size="small"
        variant="ghost"
        className={styles.add}
        icon={<Plus size={12} />}
        onClick={() => setText('')}
      >
        Add member
      </Button>
    );
  }
  const close = () => {
    setText(null);
    setProblem(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return close();
    const result = await store.api.execute('member.add', { balancer, member: memberFromText(text, members) });
    if (result.ok) return setText('');
    const { message, hint, problems } = result.error;
    setProblem(problems?.[0] ?? { message, hint: hint ?? '' });
  };
  return (
    <form className={styles.adding} onSubmit={(event) => void submit(event)}>
      <TextField
        className="grow"
        label="Port, host or URL of the new member"
        layout="bare"
        look="config"
        placeholder="13005, app.local:8080 or http://…"
        autoFocus
        value={text}
        problem={problem}
        onChange={(next) => {
          setText(next);
          setProblem(null);
        }}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      />
      <Button type="submit" shortcut="Enter" disabled={text.trim() === ''}>
        Add
      </Button>
      <Button variant="ghost" onClick={close}>
        Done
      </Button>
    </form>
  );
}
