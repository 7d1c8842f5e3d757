import { expect, test } from 'vitest';
import { fail, succeed } from '../../core/contract/index.ts';
import { chooseApache } from '../../electron/choose-apache.ts';

function choosing(answer: string | null) {
  const chosen: (string | null)[] = [];
  const result = chooseApache(
    { chooseProgram: async () => answer },
    {
      chooseApache: async (program) => {
        chosen.push(program);
        return program === '/opt/httpd'
          ? succeed({ program, version: '2.4.62' })
          : fail({ code: 'not-available', message: `${program} does not say that it is an Apache server` });
      },
    },
  );
  return { chosen, result };
}

test('the program chosen in the native dialog goes to the core, which checks it', async () => {
  const { chosen, result } = choosing('/opt/httpd');
  expect(await result).toEqual({ ok: true, value: { program: '/opt/httpd', version: '2.4.62' } });
  expect(chosen).toEqual(['/opt/httpd']);
  expect(await choosing('/bin/ls').result).toMatchObject({ ok: false, error: { code: 'not-available' } });
});

test('a dialog that was closed changes nothing', async () => {
  const { chosen, result } = choosing(null);
  expect(await result).toEqual({ ok: true, value: null });
  expect(chosen).toEqual([]);
});
