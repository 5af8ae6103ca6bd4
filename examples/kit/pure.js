// A server as a pure function of octets: an object for each connection, without sockets and without waiting.
// It is asked without WebSocket. It never closes, whatever it is told, so it is found against `persist.close-wins`.
import { octetsOf, readRequest } from 'after101';
import { conforms, pure } from 'after101/kit';

const NO_CONTENT = octetsOf('HTTP/1.1 204 No Content\r\n\r\n');
const says = (octets) => ({ from: 'server', what: 'octets', octets });

class Server {
  waiting = [];

  receive(octets) {
    this.waiting.push(...octets);
    const said = [];
    for (;;) {
      const read = readRequest(Uint8Array.from(this.waiting));
      if (read.outcome === 'need-more') return said;
      if (read.outcome === 'refused') return [...said, { from: 'server', what: 'fin' }];
      this.waiting.splice(0, read.head.length);
      said.push(says(NO_CONTENT));
    }
  }

  end() {
    return [{ from: 'server', what: 'fin' }];
  }

  reset() {
    return [];
  }
}

const subject = pure('a pure server', () => new Server());
const { control, found } = await conforms(subject, { websocket: false }).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);
