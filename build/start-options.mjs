/** What `npm start -- …` means. Pure. */

/** Options of `routepin serve` whose value is the next argument (DESIGN.md §4). */
const WITH_VALUE = new Set(['--backend', '--listen', '--ui-port']);

/**
 * @typedef {object} StartOptions
 * @property {boolean} help
 * @property {boolean} testRuntime use the Electron test runtime instead of the installed Electron
 * @property {readonly string[]} appArgs what the app is started with
 */

/**
 * Everything that isn't ours is passed on. Without a project FILE or a --backend there is nothing to balance, so
 * the demo backends are started.
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function parseStartArgs(args) {
  const rest = args.filter((arg) => arg !== '--test-runtime' && arg !== '--help' && arg !== '-h');
  const demo = rest.includes('--demo') || namesBackends(rest) ? [] : ['--demo'];
  return {
    help: args.includes('--help') || args.includes('-h'),
    testRuntime: args.includes('--test-runtime'),
    appArgs: [...demo, ...rest],
  };
}

/** @param {readonly string[]} args */
function namesBackends(args) {
  return args.some((arg, i) => {
    if (arg === '--backend' || arg.startsWith('--backend=')) return true;
    const isValue = i > 0 && WITH_VALUE.has(args[i - 1] ?? '');
    return !arg.startsWith('-') && !isValue;
  });
}

/**
 * Why no window can be opened here, or null when one can.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 */
export function whyNoDisplay(env, platform) {
  if (platform === 'darwin' || platform === 'win32') return null;
  return env.DISPLAY || env.WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY is not set)';
}
