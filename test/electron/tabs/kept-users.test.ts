import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  keptUser,
  parseSettings,
  withKeptUser,
  withoutKeptUser,
} from '../../../electron/settings/settings.ts';

const anna = { name: 'anna', id: '0123456789abcdef' };

describe('kept users in the settings', () => {
  test('settings of an older version have none', () => {
    const { keptUsers: _, ...older } = DEFAULT_SETTINGS;
    expect(parseSettings(JSON.stringify(older))?.keptUsers).toEqual([]);
  });

  test('one is found by its name, whatever the case, and forgotten by its id', () => {
    const settings = withKeptUser(DEFAULT_SETTINGS, anna);
    expect(keptUser(settings, 'ANNA')).toEqual(anna);
    expect(keptUser(settings, 'ann')).toBeUndefined();
    expect(withoutKeptUser(settings, anna.id)).toEqual(DEFAULT_SETTINGS);
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings);
  });

  test.each(['../../x', '', 'ABCDEF0123456789', '0123456789abcdef0'])(
    'an id %j that is no id of ours is damage',
    (id) => {
      const text = JSON.stringify({ ...DEFAULT_SETTINGS, keptUsers: [{ name: 'anna', id }] });
      expect(parseSettings(text)).toBeNull();
    },
  );
});
