import {Chart} from '../lib/chart.js';
import {el, oncePerFrame, text} from '../lib/dom.js';
import {bytes, decimal, integer, nanoseconds, plural, time} from '../lib/format.js';
import {heading, nothing, rangeChoice, rangeOf, refusal, totals, facts} from '../lib/parts.js';
import {address, go} from '../lib/route.js';
import {held, linesOf, withZeros} from '../lib/series.js';
import {alertLabels} from '../alert/labels.js';
import {marksOf} from '../vm/marks.js';
import {Vm} from '../vm/vm.js';

const STEP = {'10s': 10_000, '1m': 60_000};

/** One VM: what each of its RAM blocks does, what conversions cost, what happened to it. */
export class VmView {
  #route;
  #vm;
  #fleet;
  #signal;
  #range = el('div');
  #heading;
  #facts = el('p.facts');
  #alerts = el('div');
  #totals;
  #charts;
  #body = el('div.view');
  #aggregations = el('section.card', {'aria-label': 'Aggregations', hidden: true});
  #empty = el('div.card.empty', {hidden: true});
  #forget;
  #draw = oncePerFrame(() => this.#show());

  constructor({route, live, fleet, signal}) {
    this.#route = route;
    this.#fleet = fleet;
    this.#signal = signal;
    this.streams = [`vm:${route.name}`];
    this.#heading = heading(route.name, this.#range);
    this.#totals = totals('Newest window', [
      {key: 'rate', title: 'Conversions/s'},
      {key: 'shared', title: 'Shared memory'},
      {key: 'split', title: 'Split frames', hint: '2 MiB frames that are part shared, part private'},
      {key: 'pingpong', title: 'Ping-pong pages', hint: '4 KiB pages converted in both directions within the window'},
      {key: 'p99', title: 'p99 latency', hint: 'from request to change: 99 of 100 took at most that'},
    ]);
    const onRange = (from, to) => go('vm', route.name, {from: Math.floor(from), to: Math.ceil(to)});
    const chart = (title, format) => new Chart({title, format, height: 150, onRange});
    this.#charts = {
      rate: chart('Conversions per second', decimal), shared: chart('Shared memory', bytes),
      split: chart('Split frames', integer), latency: chart('p99 latency of conversions', nanoseconds),
    };
    this.#body.append(this.#totals.element, el('div.pair', {},
      ...Object.values(this.#charts).map(c => el('section.card', {}, c.element))), this.#aggregations);
    this.element = el('div.view', {}, this.#heading.element, this.#facts, this.#alerts, this.#empty, this.#body);
    this.#vm = new Vm(route.name, live, signal);
    const forgetVm = this.#vm.onChange(this.#draw);
    const forgetFleet = fleet.onChange(this.#draw);
    this.#forget = () => [forgetVm, forgetFleet, () => this.#vm.destroy()].forEach(f => f());
    this.changed(route);
  }

  changed(route) {
    this.#route = route;
    this.#range.replaceChildren(rangeChoice(route));
    this.#vm.range(rangeOf(route.query)).catch(error => this.#refused(error));
    this.#draw();
  }

  destroy() {
    this.#forget();
    this.#draw.cancel();
    Object.values(this.#charts).forEach(chart => chart.destroy());
  }

  #refused(error) {
    if (!this.#signal.aborted) this.element.append(refusal(error));
  }

  #show() {
    const vm = this.#vm;
    const blocks = vm.blocks;
    const none = vm.ready && !blocks.some(block => block.windows.length);
    this.#empty.hidden = vm.ready && !none;
    this.#body.hidden = none || !vm.ready;
    if (!vm.ready) this.#empty.replaceChildren(nothing('Reading…'));
    else if (none) this.#empty.replaceChildren(this.#nothing());
    text(this.#heading.about, vm.host ? `on ${vm.host}` : '');
    facts(this.#facts, [
      ['phase', vm.phase], ['RAM blocks', blocks.map(block => block.block).join(', ')],
      ['newest window', vm.newest ? time(vm.newest) : null],
      ['happened', marksOf(vm.rollups).slice(-4).map(({at, label}) => `${label} ${time(at)}`).join(', ')],
      ['events lost', vm.last?.droppedEvents > 0 ? integer(vm.last.droppedEvents) : null],
      ['missing events', vm.last?.missingEvents || null],
    ]);
    this.#alerts.replaceChildren(...alertLabels(this.#fleet.alertsOf(this.#route.name)));
    this.#showTotals(vm);
    this.#showAggregations(vm.aggregations);
    this.#showCharts(blocks, marksOf(vm.rollups));
  }

  #showTotals({sums, last}) {
    const latency = Math.max(...['ToShared', 'ToPrivate'].map(to => Number(last?.[`latency${to}P99Ns`] ?? 0)));
    this.#totals.show({
      rate: {value: decimal(sums.rate), note: last?.complete === false ? 'at least: events were lost' : ''},
      shared: {value: bytes(sums.shared),
        note: sums.fromStart === false ? 'of pages converted since the trace began' : ''},
      split: integer(sums.split), pingpong: integer(sums.pingPong),
      p99: {value: nanoseconds(latency), note: last && !latency ? 'no request was traced' : ''},
    });
  }

  #showCharts(blocks, marks) {
    const {window} = rangeOf(this.#route.query);
    const of = (field, change) => linesOf(blocks.map(block => ({name: block.block, windows: block.windows,
      value: change ?? (w => w[field])})));
    const rate = withZeros(of('conversionsPerSecond'), STEP[window] ?? 10_000);
    this.#charts.rate.show(rate.x, rate.series, marks);
    const shared = held(of('sharedBytes'));
    this.#charts.shared.show(shared.x, shared.series, marks);
    const split = held(of('splitFrames'));
    this.#charts.split.show(split.x, split.series, marks);
    const latency = linesOf(['Shared', 'Private'].map(to => ({name: `to ${to.toLowerCase()}`,
      windows: this.#vm.rollups.filter(w => Number(w[`latencyTo${to}Count`]) > 0),
      value: w => w[`latencyTo${to}P99Ns`]})));
    this.#charts.latency.show(latency.x, latency.series, marks);
  }

  /** Those that have results of this VM, as links to them. */
  #showAggregations(names) {
    this.#aggregations.hidden = names.length === 0;
    const key = names.join();
    if (this.#aggregations.dataset.key === key) return;
    this.#aggregations.dataset.key = key;
    this.#aggregations.replaceChildren(el('h3', {text: 'Its aggregations'}), el('p.facts', {},
      ...names.map(name => el('a', {href: address('aggregation', name, {vm: this.#route.name}), text: name}))));
  }

  #nothing() {
    const {live} = rangeOf(this.#route.query);
    if (!live) return nothing('Nothing in this range.', 'Choose another one above.');
    const known = this.#fleet.rows.some(row => row.vm === this.#route.name);
    return known ? nothing('No window of this length is final yet.', `Wait ${plural(15, 'second')}, or choose 15 min.`)
      : nothing('No VM of this name has results.', 'Look for another one with / or in the list of the fleet.');
  }
}
