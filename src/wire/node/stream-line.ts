/**
 * A line on any Node stream: a socket, or one end of a pair in this process.
 *
 * 1. What arrives waits in a list of bounded size; behind it the stream is paused, so a server that sends for ever
 *    fills no memory.
 * 2. An error of the stream is a reset, whatever it is called. An end is a FIN.
 */
import type { Duplex } from 'node:stream';
import type { FromServer, Line } from '../subject.js';

/** Octets that wait to be taken; then the stream is paused. */
const MOST_WAITING = 1 << 20;

/** Ends a stream with a reset where it has one, and by breaking it off otherwise. */
function reset(stream: Duplex): void {
  const socket = stream as Duplex & { resetAndDestroy?: () => unknown };
  if (typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy();
  else stream.destroy();
}

/** A line on a stream that is open. */
export class StreamLine implements Line {
  private readonly stream: Duplex;
  private readonly came: FromServer[] = [];
  private waiting = 0;
  private wake: (() => void) | undefined;
  private over = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (octets: Uint8Array) => {
      this.waiting += octets.length;
      // a copy: the stream may use its room again
      this.push({ from: 'server', what: 'octets', octets: Uint8Array.from(octets) });
      if (this.waiting > MOST_WAITING) stream.pause();
    });
    stream.on('end', () => this.finish('fin'));
    stream.on('error', () => this.finish('rst'));
    stream.on('close', () => this.finish('rst'));
  }

  write(octets: Uint8Array): void {
    if (this.stream.writable) this.stream.write(octets);
  }

  fin(): void {
    if (this.stream.writable) this.stream.end();
  }

  rst(): void {
    this.over = true;
    reset(this.stream);
  }

  async next(ms: number): Promise<FromServer | undefined> {
    if (this.came.length === 0 && ms > 0 && !this.over) await this.within(ms);
    const one = this.came.shift();
    if (one?.what === 'octets') {
      this.waiting -= one.octets.length;
      if (this.stream.isPaused() && this.waiting <= MOST_WAITING) this.stream.resume();
    }
    return one;
  }

  close(): void {
    this.over = true;
    this.came.length = 0;
    this.stream.removeAllListeners('data');
    this.stream.destroy();
  }

  private within(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.awake(), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        done();
      };
    });
  }

  private awake(): void {
    this.wake?.();
  }

  private push(one: FromServer): void {
    this.came.push(one);
    this.awake();
  }

  private finish(what: 'fin' | 'rst'): void {
    // a stream that ended closes as well, which is nothing new
    if (this.over) return;
    if (what === 'rst') this.over = true;
    if (this.ended && what === 'rst') return;
    if (what === 'fin') this.ended = true;
    this.push({ from: 'server', what });
  }

  private ended = false;
}
