import {el, oncePerFrame, text} from '../lib/dom.js';
import {instant, integer, plural, time} from '../lib/format.js';
import {Grid} from '../lib/grid.js';
import {filterField, heading, nothing, tick} from '../lib/parts.js';
import {address, adjust} from '../lib/route.js';
import {Timeline} from '../alert/timeline.js';

const ORDER = {firing: 0, pending: 1, resolved: 2};
const COLUMNS = [
  {key: 'rule', title: 'Rule', kind: 'text', value: a => a.rule, long: true},
  {key: 'state', title: 'State', kind: 'alert', value: a => ORDER[a.state] * 1e15 - instant(a.at),
    text: (value, a) => a.state},
  {key: 'subject', title: 'Of', kind: 'text', value: a => a.subject, long: true},
  {key: 'since', title: 'Since', kind: 'text', value: a => a.since, text: time},
  {key: 'at', title: 'Changed', kind: 'text', value: a => a.at, text: time},
  {key: 'severity', title: 'Severity', kind: 'text', value: a => a.severity || null},
  {key: 'summary', title: 'What', kind: 'text', value: a => a.summary || a.reason, long: true},
];

/** All alerts: those that fire first, the others by when they changed. */
export class AlertsView {
  #alerts;
  #heading = heading('Alerts');
  #timeline = new Timeline();
  #card = el('section.card', {'aria-label': 'Timeline'}, el('h3', {text: 'When'}), this.#timeline.element);
  #grid;
  #filter;
  #past;
  #shown = el('p.shown', {role: 'status'});
  #forget;
  #draw = oncePerFrame(() => this.#show());

  constructor({route, fleet}) {
    this.#alerts = fleet.alerts;
    this.#grid = new Grid(COLUMNS, {label: 'Alerts', sort: route.query.get('sort') ?? 'state',
      down: route.query.get('order') === 'down', id: a => a.id,
      href: a => (a.vm ? address('vm', a.vm) : address('fleet', '', {filter: a.host})),
      mark: a => (a.state === 'resolved' ? 'past' : a.state), empty: () => this.#empty(),
      onSort: (sort, down) => adjust({sort, order: down ? 'down' : null})});
    this.#filter = filterField('Filter by rule, VM or text', route.query.get('filter') ?? '', value => {
      adjust({filter: value});
      this.#draw();
    });
    this.#past = tick('also resolved ones', route.query.get('resolved') !== 'no', checked => {
      adjust({resolved: checked ? null : 'no'});
      this.#draw();
    });
    this.element = el('div.view', {}, this.#heading.element, this.#card,
      el('section.card.list', {'aria-label': 'List of alerts'},
        el('div.tools', {}, this.#filter, this.#past, this.#shown), this.#grid.element));
    this.#forget = this.#alerts.onChange(this.#draw);
    this.#draw();
  }

  changed(route) {
    this.#filter.value = route.query.get('filter') ?? '';
    this.#past.firstChild.checked = route.query.get('resolved') !== 'no';
    this.#draw();
  }

  destroy() {
    this.#forget();
    this.#draw.cancel();
    this.#grid.destroy();
  }

  #show() {
    const {all} = this.#alerts;
    const firing = all.filter(a => a.state === 'firing').length;
    text(this.#heading.about, all.length ? `${integer(firing)} firing` : '');
    const word = this.#filter.value.trim().toLowerCase();
    const past = this.#past.firstChild.checked;
    const rows = all.filter(a => (past || a.state !== 'resolved') && (!word
      || `${a.rule}\n${a.subject}\n${a.summary}\n${a.reason}`.toLowerCase().includes(word)));
    this.#card.hidden = rows.length === 0;
    this.#timeline.show([...rows].sort((a, b) => instant(b.at) - instant(a.at)));
    this.#grid.show(rows);
    text(this.#shown, plural(rows.length, 'alert'));
  }

  #empty() {
    if (!this.#alerts.ready) return nothing('Reading…');
    if (this.#alerts.all.length) return nothing('No alert is like that.', 'Change the filter.');
    return nothing('No alert has ever fired here.',
      ['Rules are a YAML file; some come with qtrace: ', 'deploy/qtrace up --alert-rules deploy/alerts/rules.yaml']);
  }
}
