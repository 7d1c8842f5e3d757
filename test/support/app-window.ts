import { type Locator, type Page, expect as playwrightExpect } from '@playwright/test';

/** A machine that does ten things at once is no reason to fail. */
const expect = playwrightExpect.configure({ timeout: 60_000 });

/** The window by what stands on the screen, for the journeys: in the app as built, and as packed. */
export interface AppWindow {
  /** The row of a member on Live. */
  member(letter: string): Locator;
  /** A user's page with what stands around it, on Browse. */
  pane(name: string): Locator;
  goTo(screen: string): Promise<void>;
  /** Chooses an action of a member's menu on Live. */
  act(letter: string, action: string): Promise<void>;
  /**
   * The first run: names these ports, unticks whatever else listens on this machine, and balances them. Gives them in
   * the order of the routes that they got: those that the window found by itself come first.
   */
  balance(
    ports: readonly number[],
    listen: string,
    beforeStart?: () => Promise<unknown>,
  ): Promise<readonly number[]>;
}

export function appWindow(window: Page): AppWindow {
  const member = (letter: string) =>
    window
      .getByRole('table', { name: 'Members' })
      .getByRole('row', { name: new RegExp(`^${letter}, route`) });
  return {
    member,
    pane: (name) => window.getByRole('region', { name, exact: true }),
    goTo: (screen) =>
      window.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click(),
    async act(letter, action) {
      await window.getByRole('button', { name: `Actions for ${letter}` }).click();
      await window.getByRole('menuitem', { name: action }).click();
    },
    async balance(ports, listen, beforeStart) {
      await expect(window.getByRole('heading', { name: 'Which ports run your application?' })).toBeVisible();
      await expect(window.getByRole('button', { name: 'Look again' })).toBeVisible();
      const another = window.getByRole('textbox', { name: 'Another port, host or URL' });
      for (const port of ports) {
        await another.fill(String(port));
        await another.press('Enter');
        await expect(window.getByRole('checkbox', { name: `http://127.0.0.1:${port}` })).toBeChecked();
      }
      // Whatever else listens on this machine is not ours to balance.
      for (const box of (await window.getByRole('checkbox', { checked: true }).all()).reverse()) {
        const url = await box.getAttribute('aria-label');
        if (!ports.some((port) => url === `http://127.0.0.1:${port}`)) await box.uncheck();
      }
      await window.getByRole('textbox', { name: 'Listen on' }).fill(listen);
      await beforeStart?.();
      await window.getByRole('button', { name: `Balance these ${ports.length}` }).click();
      await expect(window.getByRole('switch', { name: `Balancing on ${listen}` })).toBeChecked();
      const inOrder: number[] = [];
      for (const letter of 'ABCDEF'.slice(0, ports.length)) {
        await expect(member(letter)).toContainText(/:\d+/);
        const text = (await member(letter).textContent()) ?? '';
        const port = ports.find((one) => text.includes(`:${one}`));
        if (port === undefined) throw new Error(`${letter} is none of ${ports.join(', ')}: ${text}`);
        inOrder.push(port);
      }
      return inOrder;
    },
  };
}
