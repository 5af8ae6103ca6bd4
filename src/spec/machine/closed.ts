/**
 * `CLOSED`: over on this side.
 *
 * 1. `lingering` has sent its FIN and reads on, and discards what comes, so that no reset destroys what the
 *    client has not read yet (RFC 9112 §9.6). `gone` is the end of all.
 * 2. Nothing is sent here, and nothing leads back.
 */
import { nothing } from './alphabet.js';

/** What a closed end does with anything: nothing. */
const AT_THE_END = (clause: string) =>
  ({
    'client.line-break': nothing(clause),
    'client.octets': nothing(clause),
    'client.head': nothing(clause),
    'client.content': nothing(clause),
    'client.frame': nothing(clause),
    'client.fin': nothing(clause),
    'client.rst': nothing(clause),
    'app.accept': nothing(clause),
    'app.respond': nothing(clause),
    'app.interim': nothing(clause),
    'app.ignore': nothing(clause),
    'app.send': nothing(clause),
    'app.end': nothing(clause),
    'policy.written': nothing(clause),
    'policy.reply': nothing(clause),
    'policy.read-on': nothing(clause),
    'policy.earlier-answered': nothing(clause),
    'policy.stop': nothing(clause),
    'policy.limit': nothing(clause),
    'policy.fail': nothing(clause),
  }) as const;

/** The end of the connection, on this side first. */
export const CLOSED = {
  initial: 'lingering',
  entry: 'forget',
  states: {
    lingering: {
      id: 'lingering',
      on: {
        ...AT_THE_END('close.lingering'),
        'client.fin': { target: 'gone', meta: { clause: 'close.done', row: 'S39' } },
        'client.rst': { target: 'gone', meta: { clause: 'transport.reset' } },
        'policy.limit': { target: 'gone', meta: { clause: 'close.done', row: 'S39' } },
        'policy.fail': { target: 'gone', meta: { clause: 'transport.failure', failure: true } },
      },
    },
    gone: { id: 'gone', on: AT_THE_END('close.done') },
  },
} as const;
