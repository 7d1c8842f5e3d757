import type { LampShape } from './catalogue.ts';

/** Line drawings of the lamps, on a 24 by 24 grid. */
const SHAPES: Readonly<Record<LampShape, string>> = {
  clamp: '<path d="M9 21h7M12 21v-6l5-6"/><path d="m8 3 9 6-8 2z" fill="#d1d5db"/>',
  globe: '<circle cx="12" cy="8.5" r="6" fill="#d1d5db"/><path d="M12 14.5V20M7.5 21h9"/>',
  dome: '<path d="M12 2v6"/><path d="M4.5 16a7.5 7.5 0 0 1 15 0z" fill="#d1d5db"/><path d="M10 18.5h4"/>',
  cone: '<path d="M12 2v5"/><path d="m10 7-5 9h14l-5-9z" fill="#d1d5db"/><path d="M10 18.5h4"/>',
  arc: '<path d="M6 21V9a6 6 0 0 1 12 0v1M3 21h6"/><path d="M14.5 14a3.5 3.5 0 0 1 7 0z" fill="#d1d5db"/>',
  tripod: '<path d="m8 3-2 7h12l-2-7z" fill="#d1d5db"/><path d="M12 10v3M12 13 7 22M12 13l5 9M12 13v8"/>',
};

export function lampSvg(shape: LampShape): string {
  return `<svg viewBox="0 0 24 24" fill="none" stroke="#4b5563" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">${SHAPES[shape]}</svg>`;
}
