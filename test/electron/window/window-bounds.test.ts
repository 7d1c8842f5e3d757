import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIN_WINDOW, placeWindow } from '../../../electron/window/window-bounds.ts';

const screen = { x: 0, y: 25, width: 1920, height: 1055 };
const second = { x: 1920, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width = 1200, height = 800, maximized = false) => ({
  x,
  y,
  width,
  height,
  maximized,
});

describe('placeWindow', () => {
  test.each([
    ['never opened: centred by the system', null, [screen], { position: null, width: 1440, height: 900 }],
    ['as it was left', at(100, 100), [screen], { position: { x: 100, y: 100 }, width: 1200, height: 800 }],
    ['on the second display', at(2000, 10), [screen, second], { position: { x: 2000, y: 10 } }],
    ['its display is gone', at(2000, 10), [screen], { position: null, width: 1200 }],
    ['title bar above the display', at(100, -300), [screen], { position: null }],
    ['title bar below the display', at(100, 1075), [screen], { position: null }],
    ['a sliver at the right edge', at(1880, 100), [screen], { position: null }],
    ['half outside, but within reach', at(1500, 100), [screen], { position: { x: 1500, y: 100 } }],
    ['larger than the display', at(0, 25, 4000, 3000), [screen], { width: 1920, height: 1055 }],
    ['smaller than can be used', at(0, 25, 10, 10), [screen], MIN_WINDOW],
    ['maximised', at(0, 25, 1200, 800, true), [screen], { maximized: true }],
    ['no displays are told', at(0, 0), [], { position: null, width: 1200, height: 800 }],
  ])('%s', (_name, saved, areas, expected) => {
    expect(placeWindow(saved, areas)).toMatchObject(expected);
  });

  test('whatever was saved, a position is given only where the title bar can be reached', () => {
    const int = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 6000 });
    fc.assert(
      fc.property(int, int, size, size, (x, y, width, height) => {
        const place = placeWindow(at(x, y, width, height), [screen, second]);
        expect(place.width).toBeGreaterThanOrEqual(MIN_WINDOW.width);
        if (place.position === null) return;
        const onSome = [screen, second].some(
          (area) =>
            place.position !== null &&
            place.position.y >= area.y &&
            place.position.y < area.y + area.height &&
            place.position.x < area.x + area.width &&
            place.position.x + width > area.x,
        );
        expect(onSome).toBe(true);
      }),
    );
  });
});
