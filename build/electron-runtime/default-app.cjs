/**
 * What a bare Electron runs when it is started with an app's path: the archive that carries it
 * (resources/default_app.asar) is missing from the test runtime, and without it the path is ignored.
 * Understood: `electron [-r MODULE]… [--app=PATH] [PATH] [arguments of the app]`, `--version`.
 */
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** @param {readonly string[]} args the command line without the program itself */
function parse(args) {
  const preload = [];
  let appPath;
  for (let i = 0; i < args.length && appPath === undefined; i++) {
    const arg = args[i];
    if (arg === '--version' || arg === '-v') return { version: true, preload, appPath };
    if (arg === '-r' || arg === '--require') preload.push(args[++i]);
    else if (arg.startsWith('--app=')) appPath = arg.slice('--app='.length);
    else if (!arg.startsWith('-')) appPath = arg;
    // Everything else before the path is a switch of Chromium or Node, which have read it already.
  }
  return { version: false, preload, appPath };
}

/** @param {string} folder */
function describeApp(folder) {
  const manifestFile = path.join(folder, 'package.json');
  if (!fs.existsSync(manifestFile)) return;
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  const name = manifest.productName ?? manifest.name;
  if (name) {
    app.name = name;
    app.setPath('userData', userDataFor(name));
  }
}

/**
 * --user-data-dir wins over the name, as in the official runtime.
 * @param {string} name
 */
function userDataFor(name) {
  return app.commandLine.getSwitchValue('user-data-dir') || path.join(app.getPath('appData'), name);
}

function main() {
  const { version, preload, appPath } = parse(process.argv.slice(1));
  if (version) {
    console.log(`v${process.versions.electron}`);
    app.exit(0);
    return;
  }
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  if (preload.length > 0) Module._preloadModules(preload);
  if (appPath === undefined) {
    console.error('electron: no app given. Usage: electron [-r MODULE] PATH [arguments]');
    app.exit(2);
    return;
  }
  const target = path.resolve(appPath);
  const folder = fs.existsSync(path.join(target, 'package.json')) ? target : path.dirname(target);
  describeApp(folder);
  app.setAppPath(folder);
  require(require.resolve(target));
}

try {
  main();
} catch (error) {
  console.error(`electron: ${error.stack ?? error}`);
  app.exit(1);
}
