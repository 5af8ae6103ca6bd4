// A server behind a unix socket, as it stands behind a proxy on the same machine.
// It is a plain server, and asked without WebSocket. Node answers twice when content ends early: `answer.once`.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conforms, tcp } from 'after101/kit';

const folder = mkdtempSync(join(tmpdir(), 'after101-'));
const socketPath = join(folder, 'server.sock');
const server = createServer((_request, response) => response.end('hello'));
server.listen(socketPath);
await once(server, 'listening');

const subject = tcp({ socketPath, name: 'a server behind a unix socket' });
const { control, found } = await conforms(subject, { websocket: false }).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);

server.closeAllConnections();
server.close(() => rmSync(folder, { recursive: true }));
