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

/** Ends a stream with a reset where it has one, which only TCP has, and by breaking it off otherwise. */
function reset(stream: Duplex): void {
  const socket = stream as Duplex & { resetAndDestroy?: () => unknown };
  try {
    socket.resetAndDestroy?.();
  } catch {
    // a unix socket, or TLS
  }
  stream.destroy();
}

/** Silence is waited for in so many parts. */
const PARTS_OF_SILENCE = 8;

/** One turn of the event loop. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

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
      // a copy, since the stream may use its room again; of what is very long a part is copied when it is taken
      const own = octets.length > MOST_WAITING ? octets : new Uint8Array(octets);
      this.push({ from: 'server', what: 'octets', octets: own });
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
    // what was written leaves by itself, and what comes at once has come
    if (this.came.length === 0 && ms === 0) await turn();
    if (this.came.length === 0 && ms > 0 && !this.over) await this.within(ms);
    const one = this.shift();
    if (one?.what === 'octets') {
      this.waiting -= one.octets.length;
      if (this.stream.isPaused() && this.waiting <= MOST_WAITING) this.stream.resume();
    }
    return one;
  }

  /** The next thing that came; of very many octets at once the first ones. */
  private shift(): FromServer | undefined {
    const one = this.came.shift();
    if (one?.what !== 'octets' || one.octets.length <= MOST_WAITING) return one;
    this.came.unshift({ ...one, octets: one.octets.subarray(MOST_WAITING) });
    return { ...one, octets: new Uint8Array(one.octets.subarray(0, MOST_WAITING)) };
  }

  close(): void {
    this.over = true;
    this.came.length = 0;
    this.stream.removeAllListeners('data');
    this.stream.destroy();
  }

  /**
   * Time is counted in parts: as long as this process is busy nothing that has come can be taken, and a server in it has no
   * turn. That is no silence.
   */
  private within(ms: number): Promise<void> {
    return new Promise((done) => {
      let left = PARTS_OF_SILENCE;
      let timer: NodeJS.Timeout | undefined;
      const over = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        done();
      };
      const part = (): void => {
        left -= 1;
        if (left < 0) over();
        else timer = setTimeout(part, ms / PARTS_OF_SILENCE);
      };
      this.wake = over;
      part();
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
