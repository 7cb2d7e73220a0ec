import {el, svg, text} from '../lib/dom.js';
import {clock, dateAndClock, duration, instant, plural} from '../lib/format.js';

const LEFT = 290;
const ROW = 22;
const MOST = 12;

/** When alerts were pending and firing, a line for each. */
export class Timeline {
  #drawing = el('div.timeline', {role: 'img'});
  #sentence = el('p.sentence');
  #shown = '';

  constructor() {
    this.element = el('div', {}, this.#drawing, this.#sentence);
  }

  /** @param alerts with rule, subject, state, since and at; newest first */
  show(alerts) {
    const rows = alerts.slice(0, MOST);
    const width = Math.max(360, this.#drawing.clientWidth || 900);
    const key = `${width} ${rows.map(a => `${a.id}${a.state}${a.at}`).join()}`;
    if (key === this.#shown) return;
    this.#shown = key;
    if (!rows.length) return;
    const now = Math.max(...rows.map(a => instant(a.at)));
    const from = Math.min(...rows.map(a => instant(a.since)));
    const span = Math.max(60_000, now - from) * 1.04;
    const left = Math.min(LEFT, width * 0.4);
    const x = ms => left + (width - left - 8) * ((ms - from) / span);
    const height = rows.length * ROW + 24;
    const drawn = svg('svg', {viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true'});
    for (const tick of width < 700 ? [0, 1] : [0, 0.25, 0.5, 0.75, 1]) {
      drawn.append(...mark(from + tick * span / 1.04, x, height, tick));
    }
    rows.forEach((alert, i) => drawn.append(...line(alert, {x, y: i * ROW, from, end: from + span, left})));
    this.#drawing.replaceChildren(drawn);
    const firing = rows.filter(a => a.state === 'firing').length;
    const more = alerts.length > MOST ? `; ${alerts.length - MOST} more are in the table` : '';
    const sentence = `${plural(rows.length, 'alert')} between ${dateAndClock(from)} and ${dateAndClock(now)}, `
      + `${firing} firing now${more}.`;
    text(this.#sentence, sentence);
    this.#drawing.setAttribute('aria-label', sentence);
  }
}

function mark(ms, x, height, tick) {
  const anchor = tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle';
  const label = svg('text', {x: x(ms), y: height - 6, 'text-anchor': anchor});
  label.textContent = clock(ms);
  return [svg('line', {x1: x(ms), x2: x(ms), y1: 0, y2: height - 20}), label];
}

/** From the first window in which the condition held to when it ended, or to the right edge. */
function line(alert, {x, y, end, left}) {
  const since = instant(alert.since);
  const until = alert.state === 'resolved' ? instant(alert.at) : end;
  const name = svg('text', {x: 0, y: y + 15});
  const letters = Math.floor(left / 7.4);
  const label = `${alert.subject} ${alert.rule}`;
  name.textContent = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
  const title = svg('title', {});
  title.textContent = `${label}: ${alert.state}, ${duration(until - since)}`;
  const bar = svg('rect', {x: x(since), y: y + 6, width: Math.max(3, x(until) - x(since)), height: ROW - 13, rx: 2,
    class: alert.state === 'pending' ? 'pending' : alert.state === 'firing' ? 'firing' : 'past'}, title);
  return [name, bar];
}
