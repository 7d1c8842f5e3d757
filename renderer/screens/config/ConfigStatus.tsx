import { Check, CircleDot } from 'lucide-react';
import { plural } from '../../format/numbers.ts';
import { useApp } from '../../store/store-context.tsx';
import { selectConfigScreen } from './config-state.ts';

/** What the last edit did, and where the project is saved. */
export function ConfigStatus() {
  const { applied } = useApp(selectConfigScreen);
  const file = useApp((state) => state.config.projectFile);
  const hasFiles = useApp((state) => state.live.capabilities.files);
  const members = useApp((state) =>
    state.config.project.balancers.reduce((sum, balancer) => sum + balancer.members.length, 0),
  );
  return (
    <>
      <span className="row" role="status">
        {applied === null ? (
          `${plural(members, 'member')}; every edit is applied live`
        ) : (
          <>
            <Check size={12} className="ok" aria-hidden="true" />
            {applied}
          </>
        )}
      </span>
      <span className="grow" />
      {file.name !== null && <span className="mono">{file.name}</span>}
      {file.unsaved ? (
        <span className="row">
          <CircleDot size={12} aria-hidden="true" />
          {file.name === null ? 'never saved' : 'not saved yet'}
        </span>
      ) : (
        hasFiles && file.name !== null && <span>saved</span>
      )}
    </>
  );
}
