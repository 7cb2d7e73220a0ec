import {ask} from '../lib/api.js';
import {el} from '../lib/dom.js';
import {Grid} from '../lib/grid.js';
import {heading, nothing, refusal} from '../lib/parts.js';
import {address} from '../lib/route.js';

const COLUMNS = [
  {key: 'name', title: 'Name', kind: 'text', value: a => a.name},
  {key: 'doc', title: 'What it says', kind: 'text', value: a => a.doc || null, long: true},
  {key: 'windows', title: 'Windows', kind: 'text', value: a => (a.windows ?? []).join(', ')},
  {key: 'groups', title: 'By', kind: 'text', value: a => (a.groupBy ?? []).join(', '), long: true},
  {key: 'measures', title: 'Measures', kind: 'text', value: a => (a.measures ?? []).join(', '), long: true},
];

/** Which aggregations have a topic. */
export class AggregationsView {
  #grid;

  constructor({signal}) {
    this.#grid = new Grid(COLUMNS, {label: 'Aggregations', sort: 'name', id: a => a.name,
      href: a => address('aggregation', a.name), empty: () => nothing('No aggregation is declared.',
        'A few lines of YAML answer questions about any event.',
        ['Start with the examples: ', 'deploy/qtrace up --aggregations deploy/aggregations/qemu.yaml'])});
    this.element = el('div.view', {}, heading('Aggregations').element,
      el('section.card.list', {'aria-label': 'Declared'}, this.#grid.element));
    ask(['aggregations'], {}, signal).then(({aggregations}) => this.#grid.show(aggregations), error => {
      if (!signal.aborted) this.element.append(refusal(error));
    });
  }

  destroy() {
    this.#grid.destroy();
  }
}
