import { wallMs } from './clock.ts';

let secondNow = 0;
let textNow = '';

/** The time now as an IMF-fixdate (RFC 9110 §5.6.7); made once a second. */
export function httpDate(): string {
  const second = Math.floor(wallMs() / 1000);
  if (second !== secondNow) {
    secondNow = second;
    textNow = new Date(second * 1000).toUTCString();
  }
  return textNow;
}
