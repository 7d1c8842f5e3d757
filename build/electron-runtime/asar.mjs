/**
 * A flat asar archive: a JSON header wrapped twice in Chromium's "pickle" framing, then the files' bytes.
 * Enough for default_app.asar; folders, links and integrity blocks are not written.
 * Format: https://github.com/electron/asar#format
 */

/**
 * @param {Readonly<Record<string, string | Uint8Array>>} files content by name
 * @returns {Buffer}
 */
export function writeAsar(files) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const entries = {};
  const bodies = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    if (name === '' || /[/\\]/.test(name))
      throw new Error(`asar: ${JSON.stringify(name)} is not a plain file name`);
    const body = Buffer.from(content);
    entries[name] = { size: body.length, offset: String(offset) };
    bodies.push(body);
    offset += body.length;
  }
  const header = pickleString(JSON.stringify({ files: entries }));
  return Buffer.concat([pickleUInt32(header.length), header, ...bodies]);
}

/** @param {number} value */
function pickleUInt32(value) {
  return uint32s(4, value);
}

/** @param {string} text */
function pickleString(text) {
  const bytes = Buffer.from(text);
  const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
  return Buffer.concat([uint32s(4 + bytes.length + padding.length, bytes.length), bytes, padding]);
}

/** @param {readonly number[]} values */
function uint32s(...values) {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) buffer.writeUInt32LE(value, 4 * i);
  return buffer;
}
