import type { MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../../core/contract/index.ts';

export interface AppMenuOptions {
  readonly isMac: boolean;
  /** Reload and developer tools of the interface itself. */
  readonly isDevelopment: boolean;
  /** Names of the recent projects, newest first. */
  readonly recent: readonly string[];
  readonly act: (action: MenuAction) => void;
}

type Items = MenuItemConstructorOptions[];
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** The native menu. Its items only say what was chosen: the interface runs the same action as its own buttons. */
export function appMenuTemplate(options: AppMenuOptions): Items {
  const { isMac, isDevelopment, recent, act } = options;
  /**
   * The interface listens to its keys itself, so an accelerator is shown and not registered: it would act twice.
   * macOS always registers, and then the page never sees the key; plain letters would be lost to its text fields.
   */
  const item = (label: string, action: MenuAction, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => act(action),
    ...(accelerator !== undefined &&
      (!isMac || accelerator.startsWith('CmdOrCtrl')) && { accelerator, registerAccelerator: false }),
  });

  const recentItems: Items = recent.map((name, index) =>
    // An ampersand would underline the next letter.
    item(name.replaceAll('&', '&&'), `project.open-recent:${index}`),
  );
  const file: Items = [
    item('New project', 'project.new'),
    item('Open…', 'project.open', 'CmdOrCtrl+O'),
    { label: 'Open recent', submenu: recentItems, enabled: recent.length > 0 },
    SEPARATOR,
    item('Save', 'project.save', 'CmdOrCtrl+S'),
    item('Save as…', 'project.save-as', 'CmdOrCtrl+Shift+S'),
    SEPARATOR,
    item('Import a configuration…', 'config.import'),
    item('Save Apache configuration…', 'export.save'),
    SEPARATOR,
    item('Open a HAR to look at…', 'har.open'),
    item('Export the traffic as HAR…', 'har.export'),
    ...(isMac
      ? []
      : [SEPARATOR, item('Settings', 'settings.open', 'CmdOrCtrl+,'), SEPARATOR, { role: 'quit' as const }]),
  ];
  const edit: Items = [
    item('Undo project edit', 'project.undo'),
    item('Redo project edit', 'project.redo'),
    SEPARATOR,
    { role: 'undo' },
    { role: 'redo' },
    SEPARATOR,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ];
  const view: Items = [
    item('Live', 'screen.live', 'CmdOrCtrl+1'),
    item('Sessions', 'screen.sessions', 'CmdOrCtrl+2'),
    item('Browse', 'screen.browse', 'CmdOrCtrl+3'),
    item('Rehearse', 'screen.rehearse', 'CmdOrCtrl+4'),
    item('Config', 'screen.config', 'CmdOrCtrl+5'),
    SEPARATOR,
    item('Go to or run…', 'palette.open', 'CmdOrCtrl+K'),
    {
      label: 'Theme',
      submenu: [
        item('As the system', 'theme.system'),
        item('Light', 'theme.light'),
        item('Dark', 'theme.dark'),
        item('High contrast', 'theme.contrast'),
      ],
    },
    item('Denser or roomier rows', 'density.toggle'),
    item('Less motion, or as the system says', 'motion.toggle'),
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(isDevelopment ? [SEPARATOR, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
  ];
  const traffic: Items = [
    item('Explain a cookie…', 'cookie.explain', 'E'),
    item('Decode a cookie of any balancer…', 'cookie.decode', 'Shift+E'),
    item('Findings', 'findings.show', 'Shift+F'),
    item('Replay on another route…', 'replay.open', 'Shift+R'),
    SEPARATOR,
    item('Clear the traffic list', 'traffic.clear'),
  ];
  const balancing: Items = [
    item('Open or close the listeners', 'balancing.toggle'),
    item('Start four demo backends', 'demo.start'),
    SEPARATOR,
    item('Lints', 'lint.show'),
    item('Mend the first lint', 'lint.mend', 'CmdOrCtrl+.'),
    SEPARATOR,
    item('Compare with a real Apache', 'parity.show'),
    item('Compare the servers that it exports to', 'compare.show'),
    item('Fetch a page once and see its headers', 'fetch.show'),
  ];
  const rehearsal: Items = [
    item('Run', 'rehearsal.run', 'CmdOrCtrl+Enter'),
    item('Cancel', 'rehearsal.cancel'),
    item('Add a step…', 'rehearsal.add-step'),
    SEPARATOR,
    item('Open a rehearsal…', 'rehearsal.open'),
    item('Save the rehearsal…', 'rehearsal.save'),
    SEPARATOR,
    item('Send one request to every member and compare', 'broadcast.send'),
  ];
  const users: Items = [
    item('New user', 'user.open', 'CmdOrCtrl+T'),
    item('New user that is kept between runs', 'user.open-kept'),
  ];
  const help: Items = [
    item('Keys', 'help.keys', '?'),
    SEPARATOR,
    item('Open the log folder', 'folder.logs'),
    item('Open the crash reports', 'folder.crashes'),
    SEPARATOR,
    item('Look for updates', 'update.check'),
  ];
  const mac: Items = [
    {
      role: 'appMenu',
      submenu: [
        { role: 'about' },
        SEPARATOR,
        item('Settings…', 'settings.open', 'CmdOrCtrl+,'),
        SEPARATOR,
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        SEPARATOR,
        { role: 'quit' },
      ],
    },
  ];
  return [
    ...(isMac ? mac : []),
    { label: 'File', submenu: file },
    { label: 'Edit', submenu: edit },
    { label: 'View', submenu: view },
    { label: 'Traffic', submenu: traffic },
    { label: 'Balancing', submenu: balancing },
    { label: 'Rehearsal', submenu: rehearsal },
    { label: 'Users', submenu: users },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    { label: 'Help', role: 'help', submenu: help },
  ];
}
