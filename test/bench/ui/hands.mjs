// What somebody does with the window, as quickly as people do it.

import { sleep } from './bench-app.mjs';

/** Leads the window to other pages, and back to ours until that is usable. */
export function pageTurner({ app, page }) {
  const address = page.url();
  const show = (url) =>
    app.evaluate(({ BrowserWindow }, url) => BrowserWindow.getAllWindows()[0]?.loadURL(url), url);
  const showOurs = async () => {
    await show(address);
    await page.waitForFunction(() => performance.getEntriesByName('routepin:usable').length > 0);
  };
  return { show, showOurs };
}

/** Rests the pointer on the traffic list. */
export async function pointAtTheList(page) {
  const box = await page.getByRole('grid', { name: 'Traffic' }).boundingBox();
  if (box === null) throw new Error('there is no traffic list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

/** Scrolls up and down, walks through the list and switches following on and off. */
export async function scrollAndType(page, seconds) {
  const endMs = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < endMs; turn++) {
    await page.mouse.wheel(0, turn % 40 < 20 ? -400 : 400);
    if (turn % 10 === 0) await page.keyboard.press(turn % 20 === 0 ? 'j' : 'k');
    if (turn % 50 === 25) await page.keyboard.press('f');
    await sleep(30);
  }
}
