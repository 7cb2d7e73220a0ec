import {askAll} from '../lib/api.js';
import {el, oncePerFrame, text} from '../lib/dom.js';
import {bytes, instant, integer, number, time} from '../lib/format.js';
import {Grid} from '../lib/grid.js';
import {filterField, heading, nothing, refusal, tick, totals} from '../lib/parts.js';
import {address, adjust} from '../lib/route.js';

const count = (key, title, hint) => ({key, title, hint, kind: 'number', value: row => number(row[key]),
  text: (value, row) => integer(row[key])});
const COLUMNS = [
  {key: 'vm', title: 'VM', kind: 'text', value: row => row.vm, long: true},
  {key: 'state', title: 'Trouble', kind: 'alert', value: row => trouble(row) || null, long: true},
  count('read', 'Read', 'events found, and runs of bytes that are none'),
  count('typed', 'Typed', 'events in topics of their kind'),
  count('filtered', 'Filtered', 'events that a route drops'),
  count('deadLettered', 'Dead letters', 'events, lines and runs of bytes that could not be decoded'),
  count('lostEvents', 'Lost by QEMU', 'events that QEMU itself says it lost'),
  count('other', 'Other lines', 'log lines that are no trace events'),
  {key: 'bytes', title: 'Bytes', kind: 'number', value: row => number(row.bytes), text: bytes},
  {key: 'updated', title: 'Updated', kind: 'text', value: row => row.updated, text: time},
  {key: 'host', title: 'Host', kind: 'text', value: row => row.host, long: true},
  {key: 'source', title: 'Source', kind: 'text', value: row => row.source, long: true},
];
const AGAIN = 5000;

/** What became of every byte: read = typed + filtered + dead letters, per source. */
export class HealthView {
  #rows = [];
  #ready = false;
  #signal;
  #fleet;
  #totals;
  #grid;
  #filter;
  #only;
  #refused = el('div');
  #shown = el('p.shown', {role: 'status'});
  #timer;
  #forget;
  #draw = oncePerFrame(() => this.#show());

  constructor({route, fleet, signal}) {
    this.#signal = signal;
    this.#fleet = fleet;
    this.#totals = totals('Ledger', [
      {key: 'read', title: 'Read'}, {key: 'typed', title: 'Typed'}, {key: 'filtered', title: 'Filtered'},
      {key: 'dead', title: 'Dead letters'}, {key: 'lost', title: 'Lost by QEMU'},
      {key: 'age', title: 'Newest result'}, {key: 'kept', title: 'Results in memory'},
    ]);
    this.#grid = new Grid(COLUMNS, {label: 'Sources', sort: route.query.get('sort') ?? 'state',
      down: route.query.get('order') === 'down', id: row => `${row.vm}\n${row.source}`,
      href: row => address('vm', row.vm), mark: row => (trouble(row) ? 'firing' : ''), empty: () => this.#empty(),
      onSort: (sort, down) => adjust({sort, order: down ? 'down' : null})});
    this.#filter = filterField('Filter by VM, host or source', route.query.get('filter') ?? '', value => {
      adjust({filter: value});
      this.#draw();
    });
    this.#only = tick('only with losses or dead letters', route.query.has('trouble'), checked => {
      adjust({trouble: checked});
      this.#draw();
    });
    this.element = el('div.view', {}, heading('Health').element, this.#refused, this.#totals.element,
      el('section.card.list', {'aria-label': 'Ledger of sources'},
        el('div.tools', {}, this.#filter, this.#only, this.#shown), this.#grid.element));
    this.#forget = fleet.onChange(this.#draw);
    this.#read();
  }

  changed(route) {
    this.#filter.value = route.query.get('filter') ?? '';
    this.#only.firstChild.checked = route.query.has('trouble');
    this.#draw();
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#forget();
    this.#draw.cancel();
    this.#grid.destroy();
  }

  async #read() {
    try {
      if (!document.hidden) this.#rows = await askAll(['ledger'], {}, 'sources', this.#signal);
      this.#ready = true;
      this.#refused.replaceChildren();
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#refused.replaceChildren(refusal(error));
    }
    this.#draw();
    this.#timer = setTimeout(() => this.#read(), AGAIN);
  }

  #show() {
    const sum = key => this.#rows.reduce((total, row) => total + BigInt(row[key] ?? 0), 0n);
    const all = {read: sum('read'), typed: sum('typed'), filtered: sum('filtered'), dead: sum('deadLettered')};
    const balances = all.read === all.typed + all.filtered + all.dead;
    const lost = sum('lostEvents');
    const {newest, kept} = this.#fleet;
    this.#totals.show({
      read: {value: integer(String(all.read)), bad: !balances,
        note: balances ? 'the ledger balances' : 'the ledger does not balance: report it'},
      typed: integer(String(all.typed)), filtered: integer(String(all.filtered)),
      dead: {value: integer(String(all.dead)), bad: all.dead > 0n},
      lost: {value: integer(String(lost)), bad: lost > 0n},
      age: {value: newest ? time(newest) : '–', note: 'event time'},
      kept: {value: bytes(kept.bytes), note: kept.forgotten ? `${integer(kept.forgotten)} VMs made room` : ''},
    });
    const word = this.#filter.value.trim().toLowerCase();
    const only = this.#only.firstChild.checked;
    const rows = this.#rows.filter(row => (!only || trouble(row))
      && (!word || `${row.vm}\n${row.host}\n${row.source}`.toLowerCase().includes(word)));
    this.#grid.show(rows);
    text(this.#shown, `${integer(rows.length)} of ${integer(this.#rows.length)} sources`);
  }

  #empty() {
    if (!this.#ready) return nothing('Reading…');
    if (this.#rows.length) return nothing('No source is like that.', 'Change the filter, or untick the box.');
    return nothing('Nothing has been decoded yet.',
      ['Send a trace: ', 'deploy/qtrace send trace-4711 --vm vm-7 --definitions trace-events-all']);
  }
}

function trouble(row) {
  if (Number(row.deadLettered) > 0) return `${integer(row.deadLettered)} dead letters`;
  if (Number(row.lostEvents) > 0) return `${integer(row.lostEvents)} lost`;
  return Number(row.lookLikeEvents) > 0 ? `${integer(row.lookLikeEvents)} lines look like events` : '';
}
