import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBeforeDifference } from '../../../renderer/format/middle-cut.ts';

const tomcat = (number: number) =>
  `java -Xmx4g -Dcatalina.base=/srv/tomcat/wholesale-${number} org.apache.catalina.startup.Bootstrap start`;

describe('a text that is cut in its middle', () => {
  test.each([
    [
      'a folder',
      tomcat(17),
      [tomcat(16), tomcat(17), tomcat(18)],
      '/wholesale-17 org.apache.catalina.startup.Bootstrap start',
    ],
    ['a script', 'python3 bin/instance2 fg', ['python3 bin/instance1 fg'], '/instance2 fg'],
    ['a port at the end', 'node dist/server.js --port=3002', ['node dist/server.js --port=3001'], '=3002'],
    ['its end: it is the same everywhere', 'nginx: worker process', ['nginx: worker process'], ''],
    [
      'a file name without neighbours keeps its end',
      'wholesale-storefront-europe-west.conf',
      [],
      '-europe-west.conf',
    ],
    ['its beginning: it is cut at its end', 'vite --port 3000', ['java -jar ofbiz.jar'], ''],
  ])('keeps what tells it apart: %s', (_, text, others, tail) => {
    expect(cutBeforeDifference(text, others)).toEqual({
      head: text.slice(0, text.length - tail.length),
      tail,
    });
  });

  test('is the text again when its halves are joined', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, others) => {
        const { head, tail } = cutBeforeDifference(text, others);
        expect(head + tail).toBe(text);
      }),
    );
  });
});
