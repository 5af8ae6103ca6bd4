/** What came of asking a proxy, told as text and as data. */
import { printable } from '../render/printable.js';
import { linesOf, type RequestHead } from '../spec/message.js';
import type { Target } from './target.js';
import type { Leg, Through } from './through.js';

/** What of a head matters here, in one line. */
function told(head: RequestHead | undefined): string {
  if (head === undefined) return 'nothing';
  const values = (key: string): string =>
    linesOf(head, key)
      .map(({ value }) => value)
      .join(' | ') || 'none';
  const text = `${head.version || 'HTTP/0.9'}, Upgrade ${values('upgrade')}, Connection ${values('connection')}, Host ${values('host')}`;
  return printable(text, 300);
}

function legLines({ id, sent, arrived, answered, came, live }: Leg): readonly string[] {
  return [
    id,
    `  sent      ${told(sent)}`,
    `  arrived   ${told(arrived)}`,
    `  answered  ${answered ?? 'nothing'}, and ${came ?? 'nothing'} came back${live ? ', live' : ''}`,
  ];
}

/**
 * Both legs as text.
 *
 * @param target - the proxy
 * @param through - what came of asking it
 * @returns lines, each printable
 */
export function throughText(target: Target, { legs, needs, nearest }: Through): string {
  const url = printable(target.url, 200);
  const arrived = legs.filter((leg) => leg.arrived !== undefined).length;
  const first =
    needs.length === 0
      ? `${url} passes a handshake on, and the WebSocket behind it lives.`
      : `${url} does not let a WebSocket through: ${needs[0]?.says}.`;
  const [best] = nearest;
  return [
    first,
    '',
    ...needs.map(
      ({ says, nginx }) => `needs     ${says}${nginx === undefined ? '' : `\n          nginx: ${nginx}`}`,
    ),
    ...(needs.length > 0 ? [''] : []),
    `${arrived} of ${legs.length} requests arrived`,
    ...(best === undefined
      ? []
      : [`nearest measured proxy: ${best.name}, which would send ${best.agree} of ${best.of} alike`]),
    '',
    ...legs.flatMap(legLines),
    '',
  ].join('\n');
}

const headData = (head: RequestHead | undefined) =>
  head === undefined
    ? null
    : {
        method: printable(head.method, 100),
        target: printable(head.target, 2000),
        version: printable(head.version, 40),
        fields: head.fields.map(({ name, value }) => [printable(name, 200), printable(value, 2000)]),
      };

/**
 * Both legs as plain data.
 *
 * @param target - the proxy
 * @param through - what came of asking it
 * @returns data that can be written as JSON
 */
export function throughData(target: Target, { legs, needs, nearest }: Through) {
  return {
    target: printable(target.url, 2000),
    needs: needs.map(({ says, nginx }) => ({ says, nginx: nginx ?? null })),
    nearest,
    legs: legs.map(({ id, sent, arrived, answered, came, live }) => ({
      case: id,
      sent: headData(sent),
      arrived: headData(arrived),
      answered: answered ?? null,
      came: came ?? null,
      live,
    })),
  };
}
