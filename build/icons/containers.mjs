/** Icon files of Windows and macOS: containers of PNG pictures. Pure. */

/**
 * @typedef {object} Picture
 * @property {number} size of its sides, in pixels
 * @property {Buffer} png
 */

const ICO_ENTRY_BYTES = 16;

/**
 * A Windows icon. PNG entries are read by Windows Vista and later; a side of 256 is written as 0.
 * @param {readonly Picture[]} pictures at most 256 pixels
 */
export function writeIco(pictures) {
  const head = Buffer.alloc(6 + pictures.length * ICO_ENTRY_BYTES);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [i, { size, png }] of pictures.entries()) {
    const at = 6 + i * ICO_ENTRY_BYTES;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * The types of an icns that hold PNG, by pixels; those that show the same pixels at half the size ("@2x") come second.
 * @type {Readonly<Record<number, readonly string[]>>}
 */
const ICNS_TYPES = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** A macOS icon. @param {readonly Picture[]} pictures */
export function writeIcns(pictures) {
  const entries = pictures.flatMap(({ size, png }) =>
    (ICNS_TYPES[size] ?? []).map((type) => {
      const head = Buffer.alloc(8);
      head.write(type, 'ascii');
      head.writeUInt32BE(png.length + 8, 4);
      return Buffer.concat([head, png]);
    }),
  );
  const head = Buffer.alloc(8);
  head.write('icns', 'ascii');
  head.writeUInt32BE(
    entries.reduce((sum, entry) => sum + entry.length, 8),
    4,
  );
  return Buffer.concat([head, ...entries]);
}
