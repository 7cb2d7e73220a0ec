import {el, svg, text} from './dom.js';
import {bytes, clock, dateAndClock, short} from './format.js';
import {color, onTheme} from './theme.js';

/** Lines that differ by dash as well as by colour; the seventh is told from the first by its dash. */
const COLORS = 6;
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** Steps of an axis of bytes. */
const BINARY = Array.from({length: 54}, (none, i) => 2 ** i);

const styleOf = i => ({color: `--series-${i % COLORS}`, dash: DASHES[(i + Math.floor(i / COLORS)) % DASHES.length]});

/**
 * A chart over time: title, legend and a sentence that says what it shows are text beside the drawing, whose y axis
 * begins at zero. The drawing is made once per set of series and gets new values from then on.
 */
export class Chart {
  #options;
  #plot = null;
  #names = [];
  #x = [];
  #columns = [];
  #marks = [];
  #sentence = el('p.sentence');
  #legend = el('ul.legend');
  #drawing = el('div.drawing', {role: 'img'});
  #forget;
  #sizes;

  /**
   * @param options title; format of values; height in pixels; from(x values) names a sentence;
   *     onRange(from, to) in milliseconds, when somebody drags over the drawing
   */
  constructor(options) {
    this.#options = {format: short, height: 150, area: false, onRange: null, ...options};
    this.element = el('figure.chart', {},
      el('figcaption', {}, el('h3', {text: options.title}), this.#legend), this.#drawing, this.#sentence);
    this.#drawing.style.setProperty('--height', `${this.#options.height}px`);
    this.#forget = onTheme(() => this.#redraw());
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(this.#drawing);
  }

  /**
   * @param x milliseconds, ascending
   * @param series [{name, values}], values as long as x; null where there is none
   * @param marks [{at, label}] lines across, at a time
   */
  show(x, series, marks = []) {
    const names = series.map(s => s.name);
    const same = names.length === this.#names.length && names.every((name, i) => name === this.#names[i]);
    this.#x = x.map(ms => ms / 1000);
    this.#columns = series.map(s => s.values);
    this.#marks = marks;
    if (!same) {
      this.#names = names;
      this.#drawLegend();
      this.#redraw();
    } else if (this.#plot && this.#x.length) {
      this.#plot.setData([this.#x, ...this.#columns]);
    } else {
      this.#redraw();
    }
    this.#say();
  }

  destroy() {
    this.#forget();
    this.#sizes.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #drawLegend() {
    const several = this.#names.length > 1;
    this.#legend.classList.toggle('several', several);
    this.#legend.replaceChildren(...this.#names.map((name, i) => {
      const {color: variable, dash} = styleOf(i);
      const line = svg('line', {x1: 0, y1: 5, x2: 22, y2: 5, 'stroke-width': 2, 'stroke-dasharray': dash.join(' ')});
      const swatch = svg('svg', {width: 22, height: 10, 'aria-hidden': 'true', class: 'swatch'}, line);
      line.style.stroke = `var(${variable})`;
      return el('li', {}, several ? swatch : null, several ? el('span', {text: name}) : null, el('b'));
    }));
  }

  /** The legend's values at the cursor, or else the last ones. */
  #values(at) {
    const {format} = this.#options;
    this.#columns.forEach((column, i) => {
      const value = at == null ? column.findLast(v => v != null) : column[at];
      const place = this.#legend.children[i]?.lastChild;
      if (place) text(place, format(value ?? null));
    });
  }

  #say() {
    const {title, format} = this.#options;
    const sentence = this.#x.length === 0 ? 'Nothing in this range.'
      : sentenceOf(this.#x, this.#names, this.#columns, format);
    text(this.#sentence, sentence);
    this.#drawing.setAttribute('aria-label', `${title}. ${sentence}`);
    this.#values(this.#plot?.cursor.idx ?? null);
  }

  #redraw() {
    this.#plot?.destroy();
    this.#plot = null;
    const width = this.#drawing.clientWidth;
    const nothing = this.#columns.every(column => column.every(value => value == null));
    this.#drawing.classList.toggle('none', nothing);
    if (width === 0 || nothing || !globalThis.uPlot) return;
    this.#plot = new globalThis.uPlot(this.#described(width), [this.#x, ...this.#columns], this.#drawing);
  }

  #fit() {
    const width = this.#drawing.clientWidth;
    if (!this.#plot) this.#redraw();
    else if (width && width !== this.#plot.width) this.#plot.setSize({width, height: this.#options.height});
  }

  #described(width) {
    const {height, format, area, onRange} = this.#options;
    const grid = {stroke: color('--grid'), width: 1};
    const axis = {stroke: color('--dim'), grid, ticks: {show: false}, font: '12px system-ui, sans-serif'};
    return {
      width, height, ms: 1e-3, legend: {show: false}, padding: [8, 30, 0, 0],
      cursor: {y: false, points: {size: 7}, drag: {x: onRange != null, y: false, setScale: false}},
      scales: {x: {range: spread}, y: {range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1]}},
      axes: [
        {...axis, size: 26, space: 80, values: (u, splits, i, space, step) => splits.map(s => stamp(s, step))},
        {...axis, size: 68, space: 34, grid, incrs: format === bytes ? BINARY : undefined,
          values: (u, splits) => splits.map(v => (v === 0 ? '0' : format(v)))},
      ],
      series: [{}, ...this.#names.map((name, i) => this.#line(i, area))],
      hooks: {
        setCursor: [u => this.#values(u.cursor.idx ?? null)],
        setSelect: [u => u.select.width > 4 && onRange?.(u.posToVal(u.select.left, 'x') * 1000,
          u.posToVal(u.select.left + u.select.width, 'x') * 1000)],
        draw: [u => this.#drawMarks(u)],
      },
    };
  }

  #line(i, area) {
    const {color: variable, dash} = styleOf(i);
    const stroke = color(variable);
    return {stroke, width: 1.75, dash: dash.length ? dash : undefined, spanGaps: false,
      fill: area && i === 0 ? color('--area') : undefined, points: {show: true, size: 5, fill: stroke, filter: alone}};
  }

  #drawMarks(u) {
    const context = u.ctx;
    context.save();
    context.strokeStyle = color('--mark');
    context.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const {at} of this.#marks) {
      const x = Math.round(u.valToPos(at / 1000, 'x', true)) + 0.5;
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      context.beginPath();
      context.moveTo(x, u.bbox.top);
      context.lineTo(x, u.bbox.top + u.bbox.height);
      context.stroke();
    }
    context.restore();
  }
}

/** A value between two gaps has no line, so it is a point. */
function alone(u, series) {
  const values = u.data[series];
  const found = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
  }
  return found;
}

/** One point alone stands in the middle of a minute. */
function spread(u, low, high) {
  return low == null ? [0, 60] : low === high ? [low - 30, high + 30] : [low, high];
}

function stamp(seconds, step) {
  const ms = seconds * 1000;
  if (step >= 86400) return dateAndClock(ms).slice(5, 10);
  return step >= 60 ? clock(ms).slice(0, 5) : clock(ms);
}

/** 'Now 1,200, at most 4,000 at 20:41:30'; of several series the largest by name. */
function sentenceOf(x, names, columns, format) {
  let series = 0, most = -Infinity, at = 0;
  columns.forEach((column, s) => column.forEach((value, i) => {
    if (value != null && value > most) [series, most, at] = [s, value, i];
  }));
  if (most === -Infinity) return 'Nothing in this range.';
  const peak = `at most ${format(most)} at ${clock(x[at] * 1000)}`;
  if (names.length > 1) return `${names.length} lines; ${names[series]} ${peak}.`;
  return `${format(columns[0].findLast(v => v != null))} last, ${peak}.`;
}
