import {Chart} from '../lib/chart.js';
import {attribute, el, oncePerFrame, text} from '../lib/dom.js';
import {bytes, decimal, integer} from '../lib/format.js';
import {Grid} from '../lib/grid.js';
import {filterField, heading, nothing, rangeChoice, rangeOf, tick, totals} from '../lib/parts.js';
import {address, adjust, current} from '../lib/route.js';

const COLUMNS = [
  {key: 'vm', title: 'VM', kind: 'text', value: row => row.vm, long: true},
  {key: 'alert', title: 'Alert', kind: 'alert', value: row => row.alert || null, long: true},
  {key: 'rate', title: 'Conversions/s', kind: 'number', bar: true, text: decimal,
    value: row => (row.quiet ? null : row.rate), hint: 'of its newest window; none: it has converted nothing of late'},
  {key: 'shared', title: 'Shared', kind: 'number', bar: true, value: row => row.shared, text: bytes},
  {key: 'pingpong', title: 'Ping-pong pages', kind: 'number', text: integer,
    value: row => (row.quiet ? null : row.pingPong),
    hint: '4 KiB pages converted in both directions within the window'},
  {key: 'split', title: 'Split frames', kind: 'number', value: row => row.split, text: integer,
    hint: '2 MiB frames that are part shared, part private'},
  {key: 'phase', title: 'Phase', kind: 'text', value: row => row.phase || null},
  {key: 'host', title: 'Host', kind: 'text', value: row => row.host, long: true},
];

/** All VMs: sums, their rate over time, and a table in which one is found. */
export class FleetView {
  #fleet;
  #route;
  #grid;
  #chart;
  #totals;
  #shown = el('p.shown', {role: 'status'});
  #range = el('div');
  #filter;
  #only;
  #forget;
  #draw = oncePerFrame(() => this.#show());

  constructor({route, fleet}) {
    this.#fleet = fleet;
    this.#route = route;
    this.#totals = totals('Fleet', [
      {key: 'vms', title: 'VMs'},
      {key: 'rate', title: 'Conversions/s'},
      {key: 'shared', title: 'Shared memory'},
      {key: 'pingpong', title: 'Ping-pong pages', hint: '4 KiB pages converted in both directions within the window'},
      {key: 'firing', title: 'Alerts firing'},
    ]);
    this.#chart = new Chart({title: 'Conversions per second', format: decimal, height: 140, area: true});
    this.#grid = new Grid(COLUMNS, {
      label: 'VMs', sort: route.query.get('sort') ?? 'rate', down: route.query.get('order') !== 'up',
      id: row => row.vm, href: row => address('vm', row.vm), mark: row => row.mark, empty: () => this.#empty(),
      onSort: (sort, down) => adjust({sort: sort === 'rate' ? null : sort, order: down ? null : 'up'}),
    });
    this.#filter = filterField('Filter by VM, host, block or alert', route.query.get('filter') ?? '', value => {
      adjust({filter: value});
      this.#draw();
    });
    this.#only = tick('only with alerts', route.query.has('alerts'), checked => {
      adjust({alerts: checked});
      this.#draw();
    });
    this.element = el('div.view', {}, heading('Fleet', this.#range).element, this.#totals.element,
      el('section.card', {'aria-label': 'Rate'}, this.#chart.element),
      el('section.card.list', {'aria-label': 'List of VMs'},
        el('div.tools', {}, this.#filter, this.#only, this.#shown), this.#grid.element));
    this.#forget = fleet.onChange(this.#draw);
    this.changed(route);
  }

  /** Somebody went to another filter or range. */
  changed(route) {
    this.#route = route;
    this.#range.replaceChildren(rangeChoice(route));
    const wanted = route.query.get('filter') ?? '';
    if (this.#filter.value !== wanted) this.#filter.value = wanted;
    this.#only.firstChild.checked = route.query.has('alerts');
    this.#draw();
  }

  destroy() {
    this.#forget();
    this.#draw.cancel();
    this.#grid.destroy();
    this.#chart.destroy();
  }

  #show() {
    const fleet = this.#fleet;
    this.#totals.show({
      vms: integer(fleet.totals.vms),
      rate: decimal(fleet.totals.rate),
      shared: bytes(fleet.totals.shared),
      pingpong: integer(fleet.totals.pingPong),
      firing: {value: integer(fleet.firing), bad: fleet.firing > 0,
        note: fleet.pending ? `${integer(fleet.pending)} pending` : ''},
    });
    const {window} = rangeOf(current().query);
    const {x, y} = fleet.history(window);
    this.#chart.show(x, [{name: 'conversions/s', values: y}]);
    const rows = this.#wanted();
    this.#grid.show(rows);
    const all = fleet.rows.length;
    text(this.#shown, rows.length === all ? '' : `${integer(rows.length)} of ${integer(all)} VMs`);
    attribute(this.#grid.element, 'aria-busy', fleet.ready ? null : 'true');
  }

  #wanted() {
    const word = this.#filter.value.trim().toLowerCase();
    const only = this.#only.firstChild.checked;
    if (!word && !only) return this.#fleet.rows;
    return this.#fleet.rows.filter(row => (!only || row.alert)
      && (!word || [row.vm, row.host, row.alert, row.phase, ...row.blocks].join('\n').toLowerCase().includes(word)));
  }

  #empty() {
    if (!this.#fleet.ready) return nothing('Reading…');
    if (this.#fleet.rows.length) {
      return nothing('No VM is like that.', 'Change the filter, or untick “only with alerts”.');
    }
    return nothing('No VM has results yet.',
      ['Send a trace: ', 'deploy/qtrace send trace-4711 --vm vm-7 --definitions trace-events-all'],
      'A window’s result comes when it is final: some seconds behind its end, half a minute if the VM falls silent.');
  }
}
