/** The events of the machine as a list, for whoever asks about all of them. */
import { type FrameVerdict, frameSpace, frameVerdictKey, permittedForFrame } from './active.js';
import { FINAL_STATUSES } from './admission.js';
import { type ConnectionEvent, SENDABLE } from './machine.js';

/** One verdict on a frame for each that the machine can tell apart. */
const FRAME_VERDICTS: readonly FrameVerdict[] = [
  ...new Map(
    frameSpace()
      .flatMap((facts) => permittedForFrame(facts))
      .map((verdict) => [frameVerdictKey(verdict), verdict]),
  ).values(),
];

/** Every event of the alphabet that is not a head, with all that it can carry. */
export const EVENTS: readonly ConnectionEvent[] = [
  { type: 'client.line-break' },
  { type: 'client.octets' },
  ...(['some', 'end', 'fault'] as const).map((part) => ({ type: 'client.content', part }) as const),
  ...FRAME_VERDICTS.map((verdict) => ({ type: 'client.frame', verdict }) as const),
  { type: 'client.fin' },
  { type: 'client.rst' },
  { type: 'app.accept' },
  ...FINAL_STATUSES.flatMap((status) =>
    (['decide', 'close', 'until-close'] as const).map(
      (then) => ({ type: 'app.respond', status, then }) as const,
    ),
  ),
  { type: 'app.interim', status: '100' },
  { type: 'app.interim', status: '1xx' },
  { type: 'app.ignore' },
  ...SENDABLE.map((frame) => ({ type: 'app.send', frame }) as const),
  { type: 'app.end' },
  { type: 'policy.written' },
  { type: 'policy.reply' },
  { type: 'policy.read-on' },
  ...[true, false].flatMap((more) =>
    [true, false].map((close) => ({ type: 'policy.earlier-answered', more, close }) as const),
  ),
  { type: 'policy.stop' },
  { type: 'policy.limit' },
  { type: 'policy.fail' },
];

/** What the server may do by itself: the choices of the application and of policy. */
export const CHOICES: readonly ConnectionEvent[] = EVENTS.filter(
  (event) => !event.type.startsWith('client.'),
);
