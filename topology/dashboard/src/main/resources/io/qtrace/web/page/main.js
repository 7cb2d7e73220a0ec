import {ask} from './lib/api.js';
import {Banners} from './lib/banners.js';
import {text} from './lib/dom.js';
import {integer} from './lib/format.js';
import {Live} from './lib/live.js';
import {address, current} from './lib/route.js';
import {Search} from './lib/search.js';
import {startTheme} from './lib/theme.js';
import {announcer} from './alert/announcer.js';
import {Fleet} from './fleet/fleet.js';
import {AggregationView} from './view/aggregation.js';
import {AggregationsView} from './view/aggregations.js';
import {AlertsView} from './view/alerts.js';
import {FleetView} from './view/fleet.js';
import {HealthView} from './view/health.js';
import {VmView} from './view/vm.js';

/** The frame around the views: which one is shown, what is heard for it, and what is always in sight. */

const VIEWS = {
  fleet: FleetView, vm: VmView, aggregations: AggregationsView, aggregation: AggregationView, alerts: AlertsView,
  health: HealthView,
};
const PARTS_OF = {vm: 'fleet', aggregation: 'aggregations'};
const STATES = {waiting: 'connecting', live: 'live', lost: 'connection lost', hidden: 'paused'};

const main = document.getElementById('main');
const state = document.getElementById('state');
const banners = new Banners(document.getElementById('banners'));
const live = new Live(told);
const fleet = new Fleet(live);
let shown = null;

function told(connection) {
  state.dataset.state = connection;
  text(state, STATES[connection]);
  banners.connection(connection);
}

function show() {
  const route = current();
  const key = `${route.view}/${route.name}`;
  if (shown?.key === key) {
    shown.view.changed?.(route);
    return;
  }
  const former = shown;
  former?.left.abort();
  former?.view.destroy();
  const View = VIEWS[route.view] ?? FleetView;
  const left = new AbortController();
  const view = new View({route, live, fleet, signal: left.signal});
  shown = {key, view, left};
  main.replaceChildren(view.element);
  live.watch([...new Set(['fleet', 'alerts', ...(view.streams ?? [])])]);
  mark(route);
  scrollTo(0, 0);
  if (former) main.focus({preventScroll: true});
}

function mark(route) {
  const section = PARTS_OF[route.view] ?? (VIEWS[route.view] ? route.view : 'fleet');
  for (const link of document.querySelectorAll('.views a')) {
    if (link.dataset.view === section) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const name = route.name || section[0].toUpperCase() + section.slice(1);
  document.title = `${name} – qtrace`;
}

function always() {
  banners.readingBack(fleet.readBack);
  banners.eventTime(fleet.newest);
  const firing = document.getElementById('firing');
  firing.hidden = !fleet.firing;
  text(firing, fleet.firing ? integer(fleet.firing) : '');
  if (fleet.firing) firing.setAttribute('aria-label', `${fleet.firing} firing`);
}

async function find(wanted) {
  const word = wanted.toLowerCase();
  const vms = fleet.rows.filter(row => row.vm.toLowerCase().includes(word));
  const hosts = [...new Set(fleet.rows.map(row => row.host))].filter(host => host.toLowerCase().includes(word));
  const blocks = fleet.rows.flatMap(row => row.blocks.map(block => ({block, vm: row.vm})))
    .filter(({block}) => block.toLowerCase().includes(word));
  const {aggregations} = await ask(['aggregations']).catch(() => ({aggregations: []}));
  return [
    ...vms.slice(0, 6).map(row => ({title: row.vm, kind: `VM on ${row.host}`, href: address('vm', row.vm)})),
    ...hosts.slice(0, 4).map(host => ({title: host, kind: 'host', href: address('fleet', '', {filter: host})})),
    ...blocks.slice(0, 4).map(({block, vm}) => ({title: block, kind: `block of ${vm}`, href: address('vm', vm)})),
    ...aggregations.filter(a => a.name.includes(word)).slice(0, 4)
      .map(a => ({title: a.name, kind: 'aggregation', href: address('aggregation', a.name)})),
  ];
}

startTheme(document.getElementById('theme'));
new Search(document.getElementById('search'), find);
announcer(fleet.alerts, document.getElementById('announce'));
fleet.onChange(always);
setInterval(always, 10_000);
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault(); // its address would be a view's
  main.focus();
});
addEventListener('hashchange', show);
show();
