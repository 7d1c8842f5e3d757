import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startBackend } from '../../support/backend.ts';
import { startDesktop } from './desktop.ts';

test('a kept user has its lasting cookies in the next run; who was not kept is gone', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'routepin-kept-'));
  const backend = await startBackend('shop', (request, response) => {
    if (request.url !== '/login') return false;
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Set-Cookie': ['login=7; path=/; max-age=3600', 'fleeting=1; path=/'],
    });
    response.end('<h1>in</h1>');
    return true;
  });
  const options = {
    userDataDir: folder,
    args: ['--backend', String(backend.port), '--listen', '127.0.0.1:0'],
  };
  const start = async () => {
    const desktop = await startDesktop(options);
    await expect.poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.state).toBe('listening');
    return desktop;
  };
  try {
    const evening = await start();
    for (const kept of [true, false]) {
      const { userId } = await evening.run('user.open', {
        name: kept ? 'keeper' : 'guest',
        url: '/login',
        kept,
      });
      await expect((await evening.pageOf(userId)).locator('h1')).toHaveText('in');
    }
    await evening.close();

    const morning = await start();
    try {
      expect((await morning.run('shell.get', {})).keptUsers).toEqual(['keeper']);
      // From the palette, as a person would.
      await morning.window.keyboard.press('Control+k');
      await morning.window.keyboard.type('Open keeper');
      await morning.window.keyboard.press('Enter');
      await expect(morning.window.getByRole('region', { name: 'keeper', exact: true })).toBeVisible();
      const { users } = await morning.run('snapshot.get', {});
      expect(users.map(({ name, kept }) => [name, kept])).toEqual([['keeper', true]]);
      const page = await morning.pageOf(users[0]?.userId ?? '');
      const cookies = await page.evaluate(() => document.cookie);
      expect(cookies).toContain('login=7');
      expect(cookies).not.toContain('fleeting');
    } finally {
      await morning.close();
    }
  } finally {
    await backend.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
