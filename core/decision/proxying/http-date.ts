const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The form that is sent (RFC 9110 §5.6.7, IMF-fixdate); nearly every date already has it. */
const FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;
const RFC_850 =
  /^[a-z]+, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)/i;
const ASCTIME =
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<year>\d{4})$/i;

/** The last date that was fine: within a second all answers have the same. */
let lastFine = '';

/** A date in one of the two obsolete forms as an IMF-fixdate; anything else unchanged (APACHE.md §6.2). */
export function fixedDate(text: string): string {
  if (text === lastFine) return text;
  if (FIXDATE.test(text)) {
    lastFine = text;
    return text;
  }
  const groups = (RFC_850.exec(text) ?? ASCTIME.exec(text))?.groups;
  const month = MONTHS.indexOf((groups?.month ?? '').toLowerCase());
  if (groups === undefined || month < 0) return text;
  const { year, day, hour, minute, second } = groups;
  const atMs = Date.UTC(
    fullYear(Number(year)),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return new Date(atMs).toUTCString();
}

/** Of two-digit years those below 70 are of this century, as apr_date_parse_http reads them. */
function fullYear(year: number): number {
  if (year >= 100) return year;
  return year + (year < 70 ? 2000 : 1900);
}
