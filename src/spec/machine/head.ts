/**
 * Where a complete head leads: the arrows at which the verdict of the tables enters the machine.
 *
 * 1. The verdict says how the request is taken, and what of it is still to come. The first arrow that fits is
 *    taken.
 * 2. A handshake leads into `HANDSHAKE`. Any other request stays in `NONE`, one that may only be refused too.
 * 3. Behind unanswered requests, a handshake that has come whole waits in `queued`. Other requests go on, and
 *    only their answers wait.
 */
import { both, comes, takeVerdict } from './guards.js';

/** A complete head, in whatever pieces it came: the verdict in force says where it leads. */
export const HEAD = [
  {
    guard: comes('refused', 'nothing'),
    target: '#answering',
    actions: takeVerdict,
    meta: { clause: 'head.refused', row: 'S5 S7 S8 S9 S10 S11 S14' },
  },
  {
    guard: comes('refused', 'content'),
    target: '#body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S10' },
  },
  {
    guard: comes('handshake', 'a 100'),
    target: '#handshake-expecting',
    actions: takeVerdict,
    meta: { clause: 'expect.continue', row: 'S16' },
  },
  {
    guard: comes('handshake', 'content'),
    target: '#handshake-body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S17' },
  },
  {
    guard: both(comes('handshake', 'nothing'), 'earlierPending'),
    target: '#queued',
    actions: takeVerdict,
    meta: { clause: 'order.fifo', row: 'S26' },
  },
  {
    guard: comes('handshake', 'nothing'),
    target: '#deciding',
    actions: takeVerdict,
    meta: { clause: 'head.offer', row: 'S18' },
  },
  {
    guard: comes('ordinary', 'a 100'),
    target: '#expecting',
    actions: takeVerdict,
    meta: { clause: 'expect.continue', row: 'S16' },
  },
  {
    guard: comes('ordinary', 'content'),
    target: '#body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S12 S13 S17' },
  },
  { target: '#answering', actions: takeVerdict, meta: { clause: 'head.complete', row: 'S6 S15 S18' } },
] as const;
