import {askAll} from '../lib/api.js';
import {Changes} from '../lib/changes.js';
import {instant} from '../lib/format.js';

const AGAIN = 3000;

/** Results of an aggregation in a range; while that is live they are asked for again when the stream has new ones. */
export class Results extends Changes {
  rows = [];
  ready = false;
  #name;
  #signal;
  #range = null;
  #vm = null;
  #timer = 0;
  #forget;

  constructor(name, live, signal) {
    super();
    this.#name = name;
    this.#signal = signal;
    this.#forget = live.on('aggregation', told => told.name === name && this.#soon());
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#forget();
  }

  async range(range, vm) {
    this.#range = range;
    this.#vm = vm;
    await this.#ask();
  }

  #soon() {
    if (!this.#range?.live || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#ask().catch(() => this.#soon());
    }, AGAIN);
  }

  async #ask() {
    const range = this.#range;
    const of = {vm: this.#vm};
    if (!range.live) {
      of.from = new Date(range.from).toISOString();
      of.to = new Date(range.to).toISOString();
    }
    const rows = await askAll(['aggregations', this.#name, 'results'], of, 'results', this.#signal);
    if (this.#range !== range) return;
    this.rows = range.live ? within(rows, range.ms) : rows;
    this.ready = true;
    this.changed();
  }
}

/** Those of the last so many milliseconds before the newest one. */
function within(rows, ms) {
  const newest = rows.reduce((most, row) => Math.max(most, instant(row.windowEnd)), 0);
  return rows.filter(row => instant(row.windowStart) >= newest - ms);
}
