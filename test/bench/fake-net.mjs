// Stands for node:net in exchange.bench.mjs: sockets in memory, so that what is left is our own work.
import { EventEmitter } from 'node:events';

export const isIP = (text) => (/^\d+\.\d+\.\d+\.\d+$/.test(text) ? 4 : text.includes(':') ? 6 : 0);
export const servers = [];
export const memberSockets = [];

class FakeSocket extends EventEmitter {
  remoteAddress = '127.0.0.1';
  remotePort = 0;
  writableLength = 0;
  writableNeedDrain = false;
  wrote = 0;
  onread = null;
  write(_data, encoding, done) {
    this.wrote += 1;
    if (typeof encoding === 'function') encoding();
    else done?.();
    return true;
  }
  cork() {}
  uncork() {}
  pause() {}
  resume() {}
  end() {}
  setTimeout() {}
  setNoDelay() {}
  destroy() {
    this.destroyed = true;
  }
  destroySoon() {}
  resetAndDestroy() {}
  get _handle() {
    return null;
  }
}

export { FakeSocket as Socket };

export function connect(options) {
  const socket = new FakeSocket();
  socket.onread = options.onread ?? null;
  memberSockets.push(socket);
  setImmediate(() => socket.emit('connect'));
  return socket;
}

export function createServer(_options, accept) {
  const server = new EventEmitter();
  server.listen = (port, ...rest) => {
    server.port = port;
    setImmediate(rest.at(-1));
  };
  server.address = () => ({ port: server.port, address: '127.0.0.1', family: 'IPv4' });
  server.close = (done) => done?.();
  server.accept = accept;
  servers.push(server);
  return server;
}
export default { connect, createServer, createConnection: connect, Socket: FakeSocket, isIP };
