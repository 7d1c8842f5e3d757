import type { Project } from '../../../core/contract/index.ts';
import styles from './ImportedProjectView.module.css';

interface ImportedProjectViewProps {
  readonly project: Project;
}

/** The members and sites that were found, as the project will have them. */
export function ImportedProjectView({ project }: ImportedProjectViewProps) {
  const { balancers, sites } = project;
  return (
    <div className={`${styles.found} selectable`}>
      {balancers.map(({ name, stickysession, routeCookie, members }) => (
        <section key={name} aria-label={`Balancer ${name}`}>
          <h3 className="mono">balancer://{name}</h3>
          <p className="muted">
            {stickysession === undefined ? 'not sticky' : `sticky by ${stickysession}`}
            {routeCookie == null ? ', no route cookie' : `, route cookie ${routeCookie.name}`}
          </p>
          {members.length === 0 ? (
            <p className="warn">No members.</p>
          ) : (
            <ul>
              {members.map(({ url, route }) => (
                <li key={url} className="mono">
                  <span className={styles.route}>{route ?? '–'}</span>
                  <span className="ell" title={url}>
                    {url}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
      {sites.map(({ name, listen, tls, proxyPass }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two sites may have one name; their place is it
        <section key={index} aria-label={`Site ${name}`}>
          <h3>{`Site ${name}`}</h3>
          <p className="muted mono">{`${listen}${tls === true ? ', TLS' : ''}`}</p>
          <ul>
            {proxyPass.map(({ path, url }) => (
              <li key={path} className="mono">
                <span className={styles.path}>{path}</span>
                <span className="ell" title={url}>
                  {url}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
