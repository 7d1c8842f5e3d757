import { expect, type Locator, type Page } from '@playwright/test';

/** A person without a mouse, or with one; what they did is counted. */
export interface Person {
  readonly keys: number;
  readonly clicks: number;
  press(...keys: readonly string[]): Promise<void>;
  /** Types over what the field holds. */
  write(text: string): Promise<void>;
  /** Presses Tab until `target` has the focus; fails when the way around the window doesn't lead there. */
  tabTo(target: Locator): Promise<void>;
  click(target: Locator): Promise<void>;
}

/** More stops than any screen has. */
const MOST_STOPS = 300;

export function personAt(page: Page): Person {
  let keys = 0;
  let clicks = 0;
  const press = async (...names: readonly string[]) => {
    for (const name of names) {
      keys += 1;
      await page.keyboard.press(name);
    }
  };
  return {
    get keys() {
      return keys;
    },
    get clicks() {
      return clicks;
    },
    press,
    async write(text) {
      await press('Control+a');
      keys += text.length;
      await page.keyboard.type(text);
    },
    async tabTo(target) {
      await expect(target).toBeVisible();
      const hasFocus = () => target.evaluate((element) => element === document.activeElement);
      for (let stop = 0; stop < MOST_STOPS && !(await hasFocus()); stop++) await press('Tab');
      await expect(target).toBeFocused();
    },
    async click(target) {
      clicks += 1;
      await target.click();
    },
  };
}
