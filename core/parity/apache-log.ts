/** Modules whose debug lines tell how a member was found; of others only what went wrong is kept. */
const TELLING = /^(proxy_balancer|lbmethod_\w+)$/;
/** Of mod_proxy's own lines: tried again, given up, connect failed, disabled, no handler. */
const TELLING_CODES = new Set(['AH00957', 'AH00959', 'AH01114', 'AH01144', 'AH01102', 'AH00898']);
/** Said of each request and of nothing in it. */
const NOISE = new Set(['AH01176', 'AH01174', 'AH01175']);

const LINE =
  /^\[[^\]]*\] \[(?<module>\w+):(?<level>\w+)\] \[pid [^\]]*\] (?:\S+\.c\(\d+\): )?(?:\(\d+\)[^:]*: )?(?:\[(?:client|remote) [^\]]*\] )*(?<text>(?<code>AH\d+): .*)$/;

/** The lines of an error log that explain a decision: AH code and words, without time, process and client. */
export function explainingLines(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    const { module = '', level = '', text = '', code = '' } = LINE.exec(line)?.groups ?? {};
    if (text === '' || NOISE.has(code)) return [];
    const isTelling =
      TELLING.test(module) || TELLING_CODES.has(code) || /^(warn|error|crit|alert|emerg)$/.test(level);
    return isTelling ? [text] : [];
  });
}
