// A function that only decides about upgrades. Everything that it leaves open is done as the standards have it.
// It grants offers of HTTP/1.0, so it is found against `offer.old-version`.
import { conforms, decides } from 'after101/kit';

function status(head, facts) {
  const offersWebSocket = head.fields.some(({ key, value }) => key === 'upgrade' && value === 'websocket');
  if (!offersWebSocket || facts.syntax !== 'clean') return undefined;
  return head.version === 'HTTP/1.0' ? 101 : undefined;
}

const { control, found } = await conforms(decides('a function', status)).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);
