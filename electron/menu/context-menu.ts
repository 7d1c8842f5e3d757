import { clipboard, Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import { webUrlOf } from '../window/app-url.ts';

/** Adds the menu that people expect on a right click: editing, links, and on embedded pages the page itself. */
export function addContextMenu(contents: WebContents, isEmbeddedPage: boolean): void {
  contents.on('context-menu', (_event, { isEditable, editFlags, selectionText, linkURL, x, y }) => {
    const groups: MenuItemConstructorOptions[][] = [];
    const link = webUrlOf(linkURL);
    if (link !== null) groups.push([{ label: 'Copy link address', click: () => clipboard.writeText(link) }]);
    if (isEditable) {
      groups.push([
        { role: 'undo', enabled: editFlags.canUndo },
        { role: 'redo', enabled: editFlags.canRedo },
      ]);
      groups.push([
        { role: 'cut', enabled: editFlags.canCut },
        { role: 'copy', enabled: editFlags.canCopy },
        { role: 'paste', enabled: editFlags.canPaste },
        { role: 'selectAll' },
      ]);
    } else if (selectionText.trim() !== '') {
      groups.push([{ role: 'copy', enabled: editFlags.canCopy }]);
    }
    if (isEmbeddedPage) {
      groups.push([
        { label: 'Back', enabled: contents.canGoBack(), click: () => contents.goBack() },
        { label: 'Forward', enabled: contents.canGoForward(), click: () => contents.goForward() },
        { label: 'Reload', click: () => contents.reload() },
      ]);
      groups.push([{ label: 'Inspect', click: () => contents.inspectElement(x, y) }]);
    }
    if (groups.length === 0) return;
    const template = groups.flatMap((group, index) =>
      index === 0 ? group : [{ type: 'separator' as const }, ...group],
    );
    Menu.buildFromTemplate(template).popup();
  });
}
