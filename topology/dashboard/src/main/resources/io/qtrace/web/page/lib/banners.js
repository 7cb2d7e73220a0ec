import {attribute, el, text} from './dom.js';
import {dateAndClock, duration} from './format.js';

/** What limits everything that the page shows: no connection, a start that is still reading, old time. */
export class Banners {
  #lost = el('p.banner.bad', {role: 'status', hidden: true});
  #reading = el('div.banner', {role: 'status', hidden: true});
  #old = el('p.banner', {role: 'status', hidden: true});
  #progress = el('progress', {max: 100, 'aria-label': 'Read back'});
  #percent = el('span');
  #heard = null;

  constructor(host) {
    this.#reading.append(this.#percent, this.#progress);
    host.append(this.#lost, this.#reading, this.#old);
  }

  connection(state) {
    if (state === 'live') this.#heard = Date.now();
    const lost = state === 'lost';
    if (lost) {
      const since = this.#heard ? ` What you see is of ${dateAndClock(this.#heard)}.` : '';
      text(this.#lost, `Connection lost; trying again every 2 seconds.${since}`);
    }
    this.#lost.hidden = !lost;
  }

  /** @param percent of what is to be read at the start; null or 100: all of it is */
  readingBack(percent) {
    const reads = percent != null && percent < 100;
    this.#reading.hidden = !reads;
    if (!reads) return;
    text(this.#percent, `Reading back ${Math.floor(percent)} %: numbers are not whole yet.`);
    attribute(this.#progress, 'value', Math.floor(percent));
  }

  /** @param newest milliseconds of the newest result, event time */
  eventTime(newest) {
    const age = newest == null ? 0 : Date.now() - newest;
    const old = age > 3 * 60_000;
    this.#old.hidden = !old;
    if (!old) return;
    const unit = age > 3_600_000 ? 60_000 : 10_000;
    text(this.#old, `The newest result is of ${dateAndClock(newest)}, ${duration(Math.floor(age / unit) * unit)} ago: `
      + 'an old trace, or nothing comes.');
  }
}
