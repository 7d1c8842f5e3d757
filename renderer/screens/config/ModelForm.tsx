import { Plus, X } from 'lucide-react';
import { Fragment, type ReactNode, useRef } from 'react';
import {
  type Balancer,
  DEFAULT_COOKIE_VALUE,
  renderHeaderFormat,
  routeCookieFormat,
} from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Switch } from '../../components/Switch.tsx';
import { identityOfRoute, selectRouteOrder } from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import { ConfigField } from './ConfigField.tsx';
import { useConfigEdit } from './edit-context.ts';
import { BALANCER_FIELDS, COOKIE_FIELDS, SITE_FIELDS } from './field-specs.ts';
import { MembersTable } from './MembersTable.tsx';
import styles from './ModelForm.module.css';
import { TryCookie } from './TryCookie.tsx';
import { useAskedSetting } from './use-asked-setting.ts';

/** The whole project as fields, section by section. */
export function ModelForm() {
  const { project } = useConfigEdit();
  const several = project.balancers.length > 1;
  const form = useRef<HTMLDivElement>(null);
  useAskedSetting(form);
  return (
    <div ref={form} className={styles.form}>
      {project.balancers.map((balancer, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a balancer's place is its path
        <Fragment key={index}>
          <Section title={several ? `Balancer ${balancer.name}` : 'Balancer'}>
            <div className={styles.fields}>
              {BALANCER_FIELDS.map((spec) => (
                <ConfigField key={spec.key} spec={spec} path={['balancers', index, spec.key]} />
              ))}
            </div>
          </Section>
          <Section title={several ? `Members of ${balancer.name}` : 'Members'}>
            <MembersTable index={index} />
          </Section>
          <RouteCookieSection balancer={balancer} index={index} />
        </Fragment>
      ))}
      {project.sites.map((site, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a site's place is its path
        <Section key={index} title={project.sites.length > 1 ? `Site ${site.name}` : 'Site'}>
          <div className={styles.fields}>
            {SITE_FIELDS.map((spec) => (
              <ConfigField key={spec.key} spec={spec} path={['sites', index, spec.key]} />
            ))}
          </div>
          <ProxyPasses index={index} />
        </Section>
      ))}
      <Section title="Project">
        <div className={styles.fields}>
          <ConfigField spec={{ key: 'name', kind: 'text', fallback: '', isWide: true }} path={['name']} />
        </div>
      </Section>
      <Section title="Try a cookie">
        <TryCookie />
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly end?: ReactNode;
  readonly children?: ReactNode;
}

function Section({ title, end, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.title}>
        <h2>{title}</h2>
        {end}
      </header>
      {children}
    </section>
  );
}

interface RouteCookieProps {
  readonly balancer: Balancer;
  readonly index: number;
}

function RouteCookieSection({ balancer, index }: RouteCookieProps) {
  const { change } = useConfigEdit();
  const order = useApp(selectRouteOrder);
  const cookie = balancer.routeCookie ?? null;
  const path = ['balancers', index, 'routeCookie'] as const;
  const route = balancer.members[0]?.route ?? '1';
  const sent = cookie === null ? '' : routeCookieFormat(cookie);
  const [before = '', after = ''] = sent.split('%{BALANCER_WORKER_ROUTE}e');
  const isPlain = sent.includes('%{BALANCER_WORKER_ROUTE}e');
  const toggle = (
    <Switch
      label="Set a route cookie"
      checked={cookie !== null}
      onChange={(on) =>
        void change(path, on ? { name: stickyName(balancer), value: DEFAULT_COOKIE_VALUE, path: '/' } : null)
      }
    />
  );
  return (
    <Section title="Route cookie" end={toggle}>
      {cookie === null ? (
        <p className="muted">None is set: the application’s own cookie has to carry the route.</p>
      ) : (
        <>
          <div className={styles.fields}>
            {COOKIE_FIELDS.map((spec) => (
              <ConfigField key={spec.key} spec={spec} path={[...path, spec.key]} />
            ))}
          </div>
          <p className={styles.sent}>
            <span className="muted">Sent as</span>
            <code>
              {isPlain ? (
                <>
                  {before}
                  <b className={styles.route} data-slot={identityOfRoute(order, balancer.name, route)?.slot}>
                    {route}
                  </b>
                  {after}
                </>
              ) : (
                renderHeaderFormat(sent, {})
              )}
            </code>
          </p>
        </>
      )}
    </Section>
  );
}

function stickyName({ stickysession }: Balancer): string {
  return stickysession?.split('|')[0] || 'ROUTEID';
}

function ProxyPasses({ index }: { readonly index: number }) {
  const { project, change, remove } = useConfigEdit();
  const passes = project.sites[index]?.proxyPass ?? [];
  const base = ['sites', index, 'proxyPass'] as const;
  return (
    <div className={styles.passes}>
      {passes.map((pass, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the first line that matches counts, so its place is its name
        <div key={place} className={styles.pass}>
          <ConfigField spec={PATH} path={[...base, place, 'path']} label="proxyPass" />
          <ConfigField spec={URL_FIELD} path={[...base, place, 'url']} label={`target of ${pass.path}`} />
          <IconButton label={`Remove the line for ${pass.path}`} onClick={() => remove([...base, place])}>
            <X size={13} />
          </IconButton>
        </div>
      ))}
      <Button
        size="small"
        variant="ghost"
        icon={<Plus size={12} />}
        onClick={() =>
          void change(base, [
            ...passes,
            { path: nextPath(passes), url: `balancer://${project.balancers[0]?.name ?? 'lb'}/` },
          ])
        }
      >
        Add a proxyPass line
      </Button>
    </div>
  );
}

const PATH = { key: 'path', kind: 'text', fallback: '/' } as const;
const URL_FIELD = { key: 'url', kind: 'text', fallback: 'balancer://lb/' } as const;

function nextPath(passes: readonly { readonly path: string }[]): string {
  if (!passes.some(({ path }) => path === '/')) return '/';
  let number = 1;
  while (passes.some(({ path }) => path === `/path${number}`)) number += 1;
  return `/path${number}`;
}
