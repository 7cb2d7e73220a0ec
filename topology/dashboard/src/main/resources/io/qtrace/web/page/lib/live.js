/**
 * The one stream of events that a tab has. It says what changes in the views that are asked for; asking for others
 * connects anew. A hidden tab has none, and one that becomes visible gets a snapshot first.
 */

const AGAIN = 2000;
const SILENT = 40000;

export class Live {
  #views = [];
  #source = null;
  #listeners = new Map();
  #onState;
  #retry = 0;
  #watch = 0;

  /** @param onState told 'waiting', 'live', 'lost' or 'hidden' */
  constructor(onState) {
    this.#onState = onState;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#pause() : this.#connect()));
    addEventListener('pagehide', () => this.#close());
  }

  /** @param listener gets the event's value, and its name */
  on(event, listener) {
    const known = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, [...known, listener]);
    this.#source?.addEventListener(event, message => this.#hear(message, listener));
    return () => this.#listeners.set(event, this.#listeners.get(event).filter(l => l !== listener));
  }

  /** What to hear of from now on, such as ['fleet', 'alerts', 'vm:vm-7']. */
  watch(views) {
    if (views.join() === this.#views.join() && this.#source) return;
    this.#views = views;
    if (!document.hidden) this.#connect();
  }

  #connect() {
    this.#close();
    if (!this.#views.length) return;
    const source = new EventSource(`api/v1/stream?view=${encodeURIComponent(this.#views.join())}`);
    this.#source = source;
    source.onopen = () => this.#heard();
    source.onerror = () => {
      this.#onState('lost');
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
    for (const [event, listeners] of this.#listeners) {
      for (const listener of listeners) source.addEventListener(event, message => this.#hear(message, listener));
    }
  }

  #hear(message, listener) {
    if (!this.#listeners.get(message.type)?.includes(listener)) return;
    this.#heard();
    listener(JSON.parse(message.data));
  }

  /** A server that is gone without a word is noticed by its silence. */
  #heard() {
    this.#onState('live');
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#onState('lost');
      this.#connect();
    }, SILENT);
  }

  #again() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => document.hidden || this.#connect(), AGAIN);
  }

  #pause() {
    this.#close();
    this.#onState('hidden');
  }

  #close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }
}
