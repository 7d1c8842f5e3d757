import { expect, test } from '@playwright/test';
import { followTabs } from './followed.ts';

/**
 * Pages under every policy of TABS.md's table: followed where script and socket work, left alone where there is any doubt,
 * and never a line in the console.
 */
const SELF = "script-src 'self'; connect-src 'self'";
const HASH = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
const CASES: readonly (readonly [
  name: string,
  fields: Record<string, string | string[]>,
  isFollowed: boolean,
])[] = [
  ["default-src 'self'", csp("default-src 'self'"), true],
  ['a nonce', csp("script-src 'nonce-abc123'; connect-src 'self'"), true],
  [
    'a nonce with strict-dynamic',
    csp("script-src 'nonce-abc123' 'strict-dynamic'; connect-src 'self'"),
    true,
  ],
  [
    'the same nonce twice',
    { 'Content-Security-Policy': ["script-src 'nonce-a'", "default-src 'nonce-a'; connect-src *"] },
    true,
  ],
  ['unsafe-inline', csp("script-src 'unsafe-inline'; connect-src 'self'"), true],
  ['Trusted Types', csp("require-trusted-types-for 'script'; trusted-types x"), true],
  ['Trusted Types, none allowed', csp("require-trusted-types-for 'script'; trusted-types 'none'"), true],
  [
    'COOP and COEP',
    { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    true,
  ],
  ['COEP with an external script', { ...csp(SELF), 'Cross-Origin-Embedder-Policy': 'require-corp' }, true],
  ['connect-src *', csp("script-src 'self'; connect-src *"), true],
  ['connect-src ws:', csp("script-src 'self'; connect-src ws:"), true],
  ['a sandbox with scripts and origin', csp('sandbox allow-scripts allow-same-origin'), true],
  ['Integrity-Policy and an inline script', { 'Integrity-Policy': 'blocked-destinations=(script)' }, true],
  ['Report-Only that allows it', { 'Content-Security-Policy-Report-Only': "default-src 'self'" }, true],
  ['frame-ancestors only', csp("frame-ancestors 'none'"), true],
  ['a Permissions-Policy', { 'Permissions-Policy': 'sync-xhr=(), unload=()' }, true],
  ["default-src 'none'", csp("default-src 'none'"), false],
  ['hashes only', csp(`script-src ${HASH}; connect-src 'self'`), false],
  ['a source with a path', csp("script-src http://127.0.0.1/js/; connect-src 'self'"), false],
  ['a source without the port', csp("script-src 127.0.0.1; connect-src 'self'"), false],
  [
    'two policies with different nonces',
    { 'Content-Security-Policy': ["script-src 'nonce-a'", "script-src 'nonce-b'"] },
    false,
  ],
  ['two policies in one field', csp("script-src 'nonce-a', script-src 'nonce-b'"), false],
  ['a sandbox without the origin', csp('sandbox allow-scripts'), false],
  ['a sandbox without scripts', csp('sandbox allow-same-origin'), false],
  ['connect-src http:', csp("script-src 'self'; connect-src http:"), false],
  ['connect-src host:port', csp("script-src 'self'; connect-src 127.0.0.1:1"), false],
  ['connect-src localhost:*', csp("script-src 'self'; connect-src localhost:*"), false],
  ['connect-src wss:', csp("script-src 'self'; connect-src wss:"), false],
  ["connect-src 'none'", csp("connect-src 'none'"), false],
  [
    'Integrity-Policy and an external script',
    { ...csp(SELF), 'Integrity-Policy': 'blocked-destinations=(script)' },
    false,
  ],
  ['Report-Only that would complain', { 'Content-Security-Policy-Report-Only': "default-src 'none'" }, false],
  [
    'Integrity-Policy-Report-Only',
    { ...csp(SELF), 'Integrity-Policy-Report-Only': 'blocked-destinations=(script)' },
    false,
  ],
  ['upgrade-insecure-requests', csp('upgrade-insecure-requests'), false],
];

const followed = followTabs(
  {
    ...Object.fromEntries(CASES.map(([, fields], index) => [`/p${index}`, { fields }])),
    '/meta': { head: '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">' },
    '/meta-self': { head: '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">' },
  },
  ['a'],
);

test('each policy: followed or left alone, and the console stays empty', async ({ browser }) => {
  const { site, said, open } = followed();
  const page = await open(await browser.newContext(), '/');
  await expect.poll(() => site.tabs().length).toBe(1);
  const before = site.tabs()[0];
  for (const [index, [name, , isFollowed]] of CASES.entries()) {
    if (!isFollowed) {
      // From one page that can't be followed to another, only a link tells that the tab is the same.
      await page.goto(`${site.origin}/`);
      await expect.poll(() => site.tabs()[0]?.path, { message: name, intervals: [20, 50] }).toBe('/');
    }
    await page.goto(`${site.origin}/p${index}`);
    await expect.poll(() => site.tabs()[0]?.path, { message: name, intervals: [20, 50] }).toBe(`/p${index}`);
    // The same tab throughout, listed once; a page that isn't followed says why.
    expect(site.tabs(), name).toEqual([
      {
        tabId: before?.tabId,
        sessionId: before?.sessionId,
        path: `/p${index}`,
        title: isFollowed ? `a /p${index}` : '',
        route: '1',
        servedBy: '1',
        notFollowed: isFollowed ? undefined : expect.stringMatching(/policy/i),
      },
    ]);
    // Words that come with or without us: about sandboxes and icons, and about what Playwright runs in the page.
    expect(
      said.filter(
        (line) => !/can escape its sandboxing|'allow-scripts' permission is not set|favicon.ico/.test(line),
      ),
      name,
    ).toEqual([]);
  }
});

test('a policy in the document itself comes too late for the first socket; a second is not tried', async ({
  browser,
}) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/meta');
  await shows(['/meta | a /meta | 1 | 1']);
  await page.evaluate(() => history.pushState({}, '', '/meta?x'));
  await shows(['/meta?x | a /meta | 1 | 1']);
  // Routepin is started anew: the page may not ask it again, and does not.
  await site.restart();
  await page.evaluate(() => history.pushState({}, '', '/meta?y'));
  const other = await open(await browser.newContext(), '/meta-self');
  await expect.poll(() => site.tabs().map(({ path }) => path)).toEqual(['/meta-self']);
  await other.close();
  expect(said).toEqual([]);
});

function csp(policy: string): Record<string, string> {
  return { 'Content-Security-Policy': policy };
}
