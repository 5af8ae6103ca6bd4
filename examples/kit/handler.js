// A function that is given a stream for each connection: no port is opened.
// It closes behind every answer. Where it was asked to, it should say so, and departs from `form.close-said`.
import { conforms, handler } from 'after101/kit';

const subject = handler(
  (socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (octets) => {
      text += octets.toString('latin1');
      if (text.includes('\r\n\r\n')) socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
  },
  { name: 'a handler' },
);

const { control, found } = await conforms(subject, { websocket: false }).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);
