import {ask, askAll} from '../lib/api.js';
import {Changes} from '../lib/changes.js';
import {instant, number} from '../lib/format.js';

/** One VM's windows: those of the stream while its range is live, else those of a range that is asked for. */
export class Vm extends Changes {
  host = '';
  /** Names of aggregations that have results of it. */
  aggregations = [];
  ready = false;
  #name;
  #signal;
  #range = {live: true, window: '10s', ms: 15 * 60_000};
  #live = {windows: [], rollups: []};
  #asked = null;
  #forget;

  constructor(name, live, signal) {
    super();
    this.#name = name;
    this.#signal = signal;
    this.#forget = live.on('vm', vm => vm.vm === name && this.#take(vm));
    this.#exists();
  }

  /** The stream says nothing of a VM that there is not: asking tells. */
  async #exists() {
    await ask(['vms', this.#name], {}, this.#signal).then(vm => this.ready || this.#take(vm), error => {
      if (error.status !== 404) return;
      this.ready = true;
      this.changed();
    });
  }

  destroy() {
    this.#forget();
  }

  /** @param range of the page's address */
  async range(range) {
    this.#range = range;
    this.#asked = null;
    if (range.live) return;
    const {window, from, to} = range;
    const of = {vm: this.#name, length: window, from: new Date(from).toISOString(), to: new Date(to).toISOString()};
    const windows = await askAll(['windows'], of, 'windows', this.#signal);
    if (this.#range !== range) return;
    this.#asked = {windows, rollups: []};
    this.ready = true;
    this.changed();
  }

  /** [{block, windows}], blocks by name, windows by time. */
  get blocks() {
    const byBlock = new Map();
    for (const window of this.#inRange('windows')) {
      if (!byBlock.has(window.block)) byBlock.set(window.block, []);
      byBlock.get(window.block).push(window);
    }
    return [...byBlock].map(([block, windows]) => ({block, windows: windows.sort(byStart)}))
      .sort((a, b) => (a.block < b.block ? -1 : 1));
  }

  /** Of the whole VM, by time. */
  get rollups() {
    return this.#inRange('rollups').sort(byStart);
  }

  /** The newest of them. */
  get last() {
    return this.rollups.at(-1);
  }

  get newest() {
    return this.last ? instant(this.last.windowEnd) : null;
  }

  get phase() {
    return this.rollups.findLast(rollup => rollup.phase)?.phase ?? '';
  }

  /** Of all blocks: rates of the newest window, footprints as they were last told. */
  get sums() {
    const blocks = this.blocks;
    const newest = blocks.reduce((most, {windows}) => Math.max(most, instant(windows.at(-1).windowStart)), 0);
    const now = blocks.map(({windows}) => windows.at(-1)).filter(w => instant(w.windowStart) === newest);
    const sum = (windows, field) => windows.reduce((total, w) => total + number(w[field]), 0);
    const last = blocks.map(({windows}) => windows.at(-1));
    return {rate: sum(now, 'conversionsPerSecond'), pingPong: sum(now, 'pingPongPages'),
      shared: sum(last, 'sharedBytes'), split: sum(last, 'splitFrames'),
      fromStart: last.every(w => w.fromStart)};
  }

  #take(vm) {
    this.host = vm.host;
    this.aggregations = vm.aggregations;
    this.#live = vm;
    this.ready = true;
    this.changed();
  }

  #inRange(kind) {
    const {live, window, ms} = this.#range;
    if (!live) return this.#asked?.[kind] ?? [];
    const all = this.#live[kind].filter(w => w.window === window);
    const newest = all.reduce((most, w) => Math.max(most, instant(w.windowEnd)), 0);
    return all.filter(w => instant(w.windowStart) >= newest - ms);
  }
}

const byStart = (a, b) => instant(a.windowStart) - instant(b.windowStart);
