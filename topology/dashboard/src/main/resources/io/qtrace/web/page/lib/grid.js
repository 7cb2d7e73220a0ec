import {attribute, el, oncePerFrame, text} from './dom.js';

const ROW = 29;
const MORE = 12;

/**
 * A table of any length: only rows in sight are in the document, between two that take the room of the rest. Columns
 * are sorted by their heads; arrow keys, Home, End and Page go from row to row, Enter opens one.
 *
 * A column: {key, title, value(row), text(value, row)?, kind: 'text' | 'number' | 'alert', bar?, long?, hint?}.
 */
export class Grid {
  #columns;
  #options;
  #rows = [];
  #top = [];
  #sort;
  #down;
  #at = 0;
  #scroll;
  #body = el('tbody');
  #before = el('tr.room', {'aria-hidden': 'true'}, el('td'));
  #after = el('tr.room', {'aria-hidden': 'true'}, el('td'));
  #heads = new Map();
  #inSight = new Map();
  #table;
  #empty = el('div.empty');
  #most = new Map();
  #ask = oncePerFrame(() => this.#draw());
  #sizes = new ResizeObserver(() => this.#ask());

  /**
   * @param options label; sort, down: at first; id(row); href(row)? of the first column; mark(row)? a class;
   *     onSort(key, down); empty()
   */
  constructor(columns, options) {
    this.#columns = columns;
    this.#options = options;
    this.#sort = columns.some(c => c.key === options.sort) ? options.sort : columns[0].key;
    this.#down = options.down ?? false;
    this.#table = el('table', {'aria-label': options.label}, el('thead', {}, this.#head()), this.#body);
    this.#scroll = el('div.scroll', {tabindex: '0', role: 'region', 'aria-label': options.label,
      on: {scroll: this.#ask, keydown: event => this.#key(event)}}, this.#table);
    this.#body.append(this.#before, this.#after);
    this.element = el('div.grid', {}, this.#scroll, this.#empty);
    this.#sizes.observe(this.#scroll);
    this.#showSort();
  }

  /** Rows in any order; they are sorted here. */
  show(rows) {
    this.#rows = rows;
    this.#sorted();
    for (const {key, bar, value} of this.#columns) {
      if (bar) this.#most.set(key, rows.reduce((most, row) => Math.max(most, value(row) ?? 0), 0));
    }
    this.#empty.hidden = rows.length > 0;
    this.#scroll.hidden = rows.length === 0;
    if (!rows.length && this.#options.empty) this.#empty.replaceChildren(this.#options.empty());
    this.#ask();
  }

  /** The rows in the order in which they stand. */
  sorted() {
    return this.#top;
  }

  destroy() {
    this.#ask.cancel();
    this.#sizes.disconnect();
  }

  #head() {
    return el('tr', {}, ...this.#columns.map(column => {
      const button = el('button', {type: 'button', title: column.hint,
        on: {click: () => this.#sortBy(column)}}, el('span', {text: column.title}));
      const head = el(`th.${column.kind}`, {scope: 'col'}, button);
      this.#heads.set(column.key, head);
      return head;
    }));
  }

  #sortBy(column) {
    this.#down = this.#sort === column.key ? !this.#down : column.kind !== 'text';
    this.#sort = column.key;
    this.#showSort();
    this.#sorted();
    this.#scroll.scrollTop = 0;
    this.#at = 0;
    this.#options.onSort?.(this.#sort, this.#down);
    this.#ask();
  }

  #showSort() {
    for (const [key, head] of this.#heads) {
      attribute(head, 'aria-sort', key !== this.#sort ? null : this.#down ? 'descending' : 'ascending');
    }
  }

  /** Rows that are equal stay in the order of their ids, so that nothing jumps while numbers change. */
  #sorted() {
    const {value} = this.#columns.find(c => c.key === this.#sort);
    const {id} = this.#options;
    const sign = this.#down ? -1 : 1;
    const keyed = this.#rows.map(row => [value(row), id(row), row]);
    keyed.sort(([a, i], [b, j]) => {
      if (a == null || b == null) return a === b ? order(i, j) : a == null ? 1 : -1;
      return sign * order(a, b) || order(i, j);
    });
    this.#top = keyed.map(([, , row]) => row);
  }

  /** A row keeps its element while it is in sight: no click and no focus ends up at another one. */
  #draw() {
    const count = this.#top.length;
    const shown = Math.ceil(this.#scroll.clientHeight / ROW) + MORE;
    const first = Math.max(0, Math.min(Math.floor(this.#scroll.scrollTop / ROW) - MORE / 2, count - shown));
    const rows = this.#top.slice(first, first + shown);
    const focused = this.#body.contains(document.activeElement) ? document.activeElement : null;
    attribute(this.#table, 'aria-rowcount', count + 1);
    this.#room(this.#before, first);
    this.#room(this.#after, count - first - rows.length);
    const ids = new Set(rows.map(this.#options.id));
    for (const [id, tr] of this.#inSight) {
      if (ids.has(id)) continue;
      tr.remove();
      this.#inSight.delete(id);
    }
    let place = this.#before.nextSibling;
    rows.forEach((row, i) => {
      const tr = this.#rowOf(this.#options.id(row));
      if (tr === place) place = place.nextSibling;
      else this.#body.insertBefore(tr, place);
      this.#fill(tr, row, first + i);
    });
    if (!focused) return;
    if (!focused.isConnected) this.#scroll.focus({preventScroll: true});
    else if (document.activeElement !== focused) focused.focus({preventScroll: true});
  }

  #rowOf(id) {
    let tr = this.#inSight.get(id);
    if (!tr) {
      tr = this.#row();
      this.#inSight.set(id, tr);
    }
    return tr;
  }

  #room(tr, rows) {
    tr.firstChild.colSpan = this.#columns.length;
    tr.firstChild.style.height = `${rows * ROW}px`;
    tr.hidden = rows === 0;
  }

  #row() {
    return el('tr', {}, ...this.#columns.map((column, i) =>
      el(`td.${column.kind}`, {}, i === 0 && this.#options.href ? el('a') : el(column.bar ? 'span.bar' : 'span'))));
  }

  #fill(tr, row, index) {
    const {href, mark} = this.#options;
    attribute(tr, 'aria-rowindex', index + 2);
    tr.dataset.index = index;
    tr.className = mark?.(row) ?? '';
    this.#columns.forEach((column, i) => {
      const cell = tr.cells[i].firstChild;
      const value = column.value(row);
      const written = column.text ? column.text(value, row) : value ?? '';
      text(cell, written);
      if (i === 0 && href) attribute(cell, 'href', href(row));
      if (column.long) attribute(cell, 'title', written);
      if (column.bar) {
        const most = this.#most.get(column.key);
        cell.style.setProperty('--part', most > 0 ? (value ?? 0) / most : 0);
      }
    });
  }

  /** Focus is on a row's link; rows out of sight are scrolled to first. */
  #key(event) {
    const page = Math.max(1, Math.floor(this.#scroll.clientHeight / ROW) - 2);
    const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity};
    const step = steps[event.key];
    if (step === undefined || !this.#options.href || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const now = event.target.closest('tbody tr')?.dataset.index;
    const wanted = now === undefined ? this.#at : Number(now) + step;
    this.#at = Math.max(0, Math.min(this.#top.length - 1, wanted));
    const head = this.#table.tHead.offsetHeight;
    const y = this.#at * ROW;
    if (y < this.#scroll.scrollTop) this.#scroll.scrollTop = y;
    const low = y + ROW + head - this.#scroll.clientHeight;
    if (low > this.#scroll.scrollTop) this.#scroll.scrollTop = low;
    this.#draw();
    const link = this.#body.querySelector(`tr[data-index="${this.#at}"] a`);
    link?.focus({preventScroll: true});
    link?.scrollIntoView({block: 'nearest'});
  }
}

const names = new Intl.Collator('en', {numeric: true});

function order(a, b) {
  if (typeof a === 'string' && typeof b === 'string') return names.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
