import {Alerts} from '../alert/alerts.js';
import {Changes} from '../lib/changes.js';
import {instant, number} from '../lib/format.js';

const KEPT = 200;

/** Results of a window come up to so long behind those of other VMs; who is further behind converts nothing. */
const QUIET = 90_000;

/** All VMs as the stream tells: a snapshot, then what changes each second. */
export class Fleet extends Changes {
  alerts;
  rows = [];
  totals = {};
  ready = false;
  /** Percent of what is read at the server's start; null: all is. */
  readBack = null;
  /** End of the newest window, milliseconds. */
  newest = null;
  /** What the server keeps of results, and how many VMs it no longer has. */
  kept = {bytes: null, forgotten: 0};
  #byVm = new Map();
  #history = new Map();

  constructor(live) {
    super();
    this.alerts = new Alerts(live);
    this.alerts.onChange(() => {
      this.#byVm.forEach(row => this.#mark(row));
      this.changed();
    });
    live.on('fleet', snapshot => {
      this.#byVm.clear();
      this.#history.clear();
      this.kept = {bytes: snapshot.historyBytes, forgotten: snapshot.forgottenVms};
      this.#take(snapshot);
    });
    live.on('delta', delta => this.#take(delta));
  }

  get firing() {
    return this.alerts.firing.length;
  }

  get pending() {
    return this.alerts.all.filter(alert => alert.state === 'pending').length;
  }

  alertsOf(vm) {
    return this.alerts.of(vm);
  }

  /** Conversions per second of the fleet, by windows of a length. */
  history(window) {
    const points = this.#history.get(window) ?? new Map();
    const x = [...points.keys()].sort((a, b) => a - b);
    return {x, y: x.map(time => points.get(time))};
  }

  #take({totals, history = [], vms = [], removed = [], progress, newest}) {
    for (const vm of vms) this.#byVm.set(vm.vm, this.#mark(rowOf(vm)));
    for (const name of removed) this.#byVm.delete(name);
    this.newest = instant(newest);
    this.rows = [...this.#byVm.values()];
    this.rows.forEach(row => (row.quiet = this.newest - row.newest > QUIET));
    for (const window of history) this.#point(window);
    this.totals = {vms: totals.vms, rate: totals.conversionsPerSecond, shared: totals.sharedBytes,
      pingPong: totals.pingPongPages};
    this.readBack = progress ?? null;
    this.ready = true;
    this.changed();
  }

  #point({window, windowStart, conversionsPerSecond}) {
    const points = this.#history.get(window) ?? new Map();
    this.#history.set(window, points);
    points.set(instant(windowStart), number(conversionsPerSecond));
    while (points.size > KEPT) points.delete(Math.min(...points.keys()));
  }

  #mark(row) {
    const alerts = this.alerts.of(row.vm);
    row.alert = [...new Set(alerts.map(a => (a.state === 'firing' ? a.rule : `${a.rule} (pending)`)))].join(', ');
    row.mark = alerts.length ? alerts[0].state : '';
    return row;
  }
}

function rowOf(vm) {
  return {vm: vm.vm, host: vm.host, rate: number(vm.conversionsPerSecond), shared: number(vm.sharedBytes),
    pingPong: number(vm.pingPongPages), split: number(vm.splitFrames), phase: vm.phase, blocks: vm.blocks,
    newest: instant(vm.newest), quiet: false};
}
