import {Changes} from '../lib/changes.js';
import {instant} from '../lib/format.js';

/** Alerts as they stand: the last transition of each. */
export class Alerts extends Changes {
  all = [];
  ready = false;
  #byId = new Map();
  #byVm = new Map();

  constructor(live) {
    super();
    live.on('alerts', ({alerts}) => {
      this.#byId.clear();
      this.#take(alerts);
    });
    live.on('alert', alert => this.#take([alert]));
  }

  get firing() {
    return this.all.filter(alert => alert.state === 'firing');
  }

  /** Firing and pending ones of a VM, those that fire first. */
  of(vm) {
    return this.#byVm.get(vm) ?? [];
  }

  #take(alerts) {
    for (const given of alerts) {
      const alert = readable(given);
      const known = this.#byId.get(alert.id);
      if (!known || instant(known.at) <= instant(alert.at)) this.#byId.set(alert.id, alert);
    }
    this.all = [...this.#byId.values()];
    this.#byVm = new Map();
    for (const alert of this.all) {
      if (alert.state === 'resolved' || !alert.vm) continue;
      this.#byVm.set(alert.vm, [...this.of(alert.vm), alert].sort((a, b) => (a.state < b.state ? -1 : 1)));
    }
    this.ready = true;
    this.changed();
  }
}

/** With what identifies it, whose it is, and its text. */
function readable(alert) {
  const {vm = '', host = '', block = ''} = alert.labels;
  const id = JSON.stringify([alert.rule, ...Object.entries(alert.labels).sort()]);
  const subject = vm ? `${vm}${block ? `/${block}` : ''}` : host || 'fleet';
  return {...alert, id, vm, host, subject, summary: alert.annotations?.summary ?? ''};
}
