const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The form that is sent (RFC 9110 §5.6.7, IMF-fixdate); nearly every date already has it. */
const FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;
const RFC_850 = /^[a-z]+, (\d\d)-([a-z]{3})-(\d\d) (\d\d):(\d\d):(\d\d)/i;
const ASCTIME = /^[a-z]{3} ([a-z]{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/i;

/** A date in one of the two obsolete forms as an IMF-fixdate; anything else unchanged (APACHE.md §6.2). */
export function fixedDate(text: string): string {
  if (FIXDATE.test(text)) return text;
  const rfc850 = RFC_850.exec(text);
  if (rfc850 !== null) {
    const [, day, month, shortYear, ...time] = rfc850;
    // Years below 70 are of this century, as apr_date_parse_http reads them.
    const year = Number(shortYear) + (Number(shortYear) < 70 ? 2000 : 1900);
    return render(text, year, month, day, time);
  }
  const asctime = ASCTIME.exec(text);
  if (asctime === null) return text;
  const [, month, day, hour, minute, second, year] = asctime;
  return render(text, Number(year), month, day, [hour, minute, second]);
}

function render(
  text: string,
  year: number,
  month: string | undefined,
  day: string | undefined,
  time: readonly (string | undefined)[],
): string {
  const monthIndex = MONTHS.indexOf((month ?? '').toLowerCase());
  if (monthIndex < 0) return text;
  const [hour, minute, second] = time;
  const atMs = Date.UTC(year, monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  return new Date(atMs).toUTCString();
}
