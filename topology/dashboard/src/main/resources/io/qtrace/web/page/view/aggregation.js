import {ask} from '../lib/api.js';
import {Chart} from '../lib/chart.js';
import {el, oncePerFrame, text} from '../lib/dom.js';
import {decimal, integer, time, words} from '../lib/format.js';
import {Grid} from '../lib/grid.js';
import {filterField, heading, nothing, rangeChoice, rangeOf, refusal} from '../lib/parts.js';
import {address, adjust, go} from '../lib/route.js';
import {linesOf} from '../lib/series.js';
import {Results} from '../aggregation/results.js';
import {shapeOf} from '../aggregation/shape.js';

const LINES = 6;

/** Any declared aggregation: what its results have says which columns and charts there are. */
export class AggregationView {
  #route;
  #signal;
  #results;
  #heading;
  #range = el('div');
  #windows = el('div');
  #tools = el('div.tools');
  #vm;
  #shown = el('p.shown', {role: 'status'});
  #charts = el('div.pair');
  #list = el('section.card.list', {'aria-label': 'Table of groups'});
  #empty = el('div.card.empty', {hidden: true});
  #parts = null;
  #forget;
  #draw = oncePerFrame(() => this.#show());

  constructor({route, live, signal}) {
    this.#route = route;
    this.#signal = signal;
    this.streams = [`aggregation:${route.name}`];
    this.#heading = heading(route.name, this.#windows, this.#range);
    this.#vm = filterField('Filter by VM or group', route.query.get('filter') ?? '', value => {
      adjust({filter: value});
      this.#draw();
    });
    this.#tools.append(this.#vm, this.#shown);
    this.element = el('div.view', {}, this.#heading.element, this.#empty, this.#charts, this.#list);
    this.#results = new Results(route.name, live, signal);
    this.#forget = this.#results.onChange(this.#draw);
    this.#askDeclaration();
    this.changed(route);
  }

  changed(route) {
    this.#route = route;
    this.#range.replaceChildren(rangeChoice(route));
    const wanted = route.query.get('filter') ?? '';
    if (this.#vm.value !== wanted) this.#vm.value = wanted;
    this.#results.range(rangeOf(route.query), route.query.get('vm')).catch(error => {
      if (!this.#signal.aborted) this.element.append(refusal(error));
    });
    this.#draw();
  }

  destroy() {
    this.#forget();
    this.#draw.cancel();
    this.#results.destroy();
    this.#dropParts();
  }

  async #askDeclaration() {
    const {aggregations} = await ask(['aggregations'], {}, this.#signal).catch(() => ({aggregations: []}));
    const declared = aggregations.find(a => a.name === this.#route.name);
    if (declared) text(this.#heading.about, declared.doc ?? '');
  }

  #show() {
    const {rows, ready} = this.#results;
    const none = ready && rows.length === 0;
    this.#empty.hidden = !none;
    this.#charts.hidden = this.#list.hidden = none;
    if (none) this.#empty.replaceChildren(this.#nothing());
    if (!rows.length) return;
    const window = this.#chosenWindow(rows);
    const shape = shapeOf(rows);
    if (this.#parts?.key !== shape.key) this.#make(shape);
    const wanted = this.#wanted(rows.filter(row => row.window === window), shape);
    const newest = newestOf(wanted, shape);
    this.#parts.grid.show(newest);
    text(this.#shown, `${integer(newest.length)} groups, newest windows`);
    const order = this.#parts.grid.sorted();
    for (const [measure, chart] of this.#parts.charts) {
      const lines = order.filter(row => row[measure] != null).slice(0, LINES);
      const drawn = linesOf(lines.map(row => ({name: nameOf(row, shape), value: w => w[measure],
        windows: wanted.filter(w => shape.idOf(w) === shape.idOf(row))})));
      chart.show(drawn.x, drawn.series);
    }
  }

  /** Windows of several lengths must never stand in one sum or line. */
  #chosenWindow(rows) {
    const lengths = [...new Set(rows.map(row => row.window))].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const asked = this.#route.query.get('window');
    const chosen = lengths.includes(asked) ? asked : lengths[0];
    const query = Object.fromEntries(this.#route.query);
    this.#windows.replaceChildren(lengths.length < 2 ? '' : el('nav.choice', {'aria-label': 'Windows'},
      ...lengths.map(length => el('a', {text: length, 'aria-current': length === chosen ? 'true' : null,
        href: address('aggregation', this.#route.name, {...query, window: length})}))));
    return chosen;
  }

  #wanted(rows, shape) {
    const word = this.#vm.value.trim().toLowerCase();
    if (!word) return rows;
    return rows.filter(row => [row.vm, row.host, ...shape.groups.map(group => row[group])]
      .some(value => String(value ?? '').toLowerCase().includes(word)));
  }

  #make(shape) {
    this.#dropParts();
    const range = (from, to) => go('aggregation', this.#route.name,
      {...Object.fromEntries(this.#route.query), from: Math.floor(from), to: Math.ceil(to)});
    const charts = shape.measures.map(measure => [measure,
      new Chart({title: words(measure), format: decimal, height: 140, onRange: range})]);
    const grid = new Grid(this.#columns(shape), {label: 'Groups', sort: shape.measures[0], down: true, id: shape.idOf,
      href: row => (row.vm ? address('vm', row.vm) : null), onSort: () => this.#draw(),
      empty: () => nothing('No group is like that.', 'Change the filter.')});
    this.#charts.replaceChildren(...charts.map(([, chart]) => el('section.card', {}, chart.element)));
    this.#list.replaceChildren(this.#tools, grid.element);
    this.#parts = {key: shape.key, grid, charts};
  }

  #columns({groups, measures}) {
    const of = (key, kind, format) =>
      ({key, title: words(key), kind, value: row => row[key], text: format, long: true});
    return [
      {...of('vm', 'text'), title: 'VM'},
      ...groups.map(group => ({...of(group, 'text'), value: row => groupText(row, group)})),
      ...measures.map(measure => ({key: measure, title: words(measure), kind: 'number',
        value: row => comparable(row[measure]), text: (value, row) => number(row[measure])})),
      {key: 'complete', title: 'Complete', kind: 'text', value: row => (row.complete ? 'yes' : incomplete(row))},
      {key: 'windowStart', title: 'Window', kind: 'text', value: row => row.windowStart, text: time},
      of('host', 'text'),
    ];
  }

  #dropParts() {
    this.#parts?.grid.destroy();
    this.#parts?.charts.forEach(([, chart]) => chart.destroy());
    this.#parts = null;
  }

  #nothing() {
    if (!rangeOf(this.#route.query).live) return nothing('Nothing in this range.', 'Choose another one above.');
    return nothing('No results in this range.',
      'A window without events has none, and one with events has them when it is final.',
      ['Ask why: ', 'deploy/qtrace aggregations check FILE --definitions trace-events-all']);
  }
}

function newestOf(rows, shape) {
  const newest = new Map();
  for (const row of rows) {
    const id = shape.idOf(row);
    const known = newest.get(id);
    if (!known || known.windowStart <= row.windowStart) newest.set(id, row);
  }
  return [...newest.values()];
}

function groupText(row, group) {
  if (row[group] != null) return String(row[group]);
  return row.others ? '(all others)' : row.overflow ? '(beyond the limit)' : '–';
}

const nameOf = (row, {groups}) =>
  [row.vm || row.host || row.scope, ...groups.map(group => groupText(row, group))].join(' · ');

const comparable = value => (value == null ? null : typeof value === 'string' ? Number(value) : value);

const number = value => (value == null ? '–' : Number.isInteger(Number(value)) ? integer(value) : decimal(value));

function incomplete(row) {
  if (row.droppedEvents > 0) return `no: up to ${integer(row.droppedEvents)} events lost`;
  if (row.lateEvents > 0) return `no: ${integer(row.lateEvents)} too late`;
  return row.failed > 0 ? `no: ${integer(row.failed)} without a value` : 'no';
}
