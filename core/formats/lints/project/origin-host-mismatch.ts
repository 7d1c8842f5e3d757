import { type ProjectLint, set } from '../lint.ts';

/** Members see their own address as Host (APACHE.md §6.1); what compares it with Origin takes the site for a stranger. */
export const originHostMismatch: ProjectLint = {
  id: 'origin-host-mismatch',
  severity: 'warning',
  finds: 'requests answered 403 whose Origin is the site while the member sees another Host',
  symptom: 'Forms and logins are refused with 403 (CSRF check: Origin does not match Host).',
  advice: 'Set preserveHost, so that members see the Host that the browser sent.',
  *find(view) {
    for (const { site, path } of view.sites) {
      if (site.preserveHost === true || !view.seen.originsRefused.includes(site.name)) continue;
      yield {
        path: `${path}.preserveHost`,
        message: `Members of the site ${site.name} refused its own pages: they see their own address as Host.`,
        mend: set('Preserve the Host', `${path}.preserveHost`, true),
      };
    }
  },
};
