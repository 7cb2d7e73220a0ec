import {attribute, el, text} from './dom.js';
import {clock, dateAndClock} from './format.js';
import {address} from './route.js';

/** Small pieces that several views are made of. */

/** Large numbers side by side. Items: {key, title, note?: true}; shown by their keys. */
export function totals(label, items) {
  const places = new Map();
  const element = el('dl.card.totals', {'aria-label': label}, ...items.map(({key, title, hint}) => {
    const value = el('dd', {text: '–'});
    const note = el('dd.note');
    const place = el('div', {title: hint}, el('dt', {text: title}), value, note);
    places.set(key, {place, value, note});
    return place;
  }));
  return {
    element,
    /** @param of {key: {value, note, bad}} or {key: text} */
    show(of) {
      for (const [key, given] of Object.entries(of)) {
        const {value, note, bad} = typeof given === 'object' && given ? given : {value: given};
        const at = places.get(key);
        text(at.value, value);
        text(at.note, note ?? '');
        at.place.className = bad ? 'bad' : '';
      }
    },
  };
}

export const RANGES = [
  {key: '15m', title: '15 min', ms: 15 * 60_000, window: '10s'},
  {key: '3h', title: '3 h', ms: 3 * 3_600_000, window: '1m'},
];

/**
 * The range that an address asks for: {key, window, from, to, live}. Times are milliseconds; a range that is not
 * live has both.
 */
export function rangeOf(query) {
  const from = Number(query.get('from'));
  const to = Number(query.get('to'));
  if (from > 0 && to > from) {
    const window = to - from > RANGES[0].ms ? '1m' : '10s';
    return {key: 'chosen', window, from, to, live: false};
  }
  const {key, window, ms} = RANGES.find(range => range.key === query.get('range')) ?? RANGES[0];
  return {key, window, ms, live: true};
}

/** Links to each range, and what is chosen if it is another one. */
export function rangeChoice(route) {
  const range = rangeOf(route.query);
  const others = Object.fromEntries(route.query);
  delete others.from;
  delete others.to;
  const links = RANGES.map(({key, title}, i) => {
    const href = address(route.view, route.name, {...others, range: i ? key : null});
    return el('a', {href, 'aria-current': range.key === key ? 'true' : null, text: title});
  });
  if (!range.live) {
    const day = dateAndClock(range.from).slice(0, 10);
    links.push(el('a', {href: location.hash, 'aria-current': 'true',
      text: `${day} ${clock(range.from)} – ${clock(range.to)}`}));
  }
  return el('nav.choice', {'aria-label': 'Range of time'}, ...links);
}

/** A view's head: its name, what it is of, and what stands at the right. */
export function heading(name, ...right) {
  const about = el('p.dim');
  const title = el('h2', {text: name});
  return {element: el('div.title', {}, title, about, el('div.right', {}, ...right)), title, about};
}

/** What to do where there is nothing: the fact, then the way out. Commands are [text]. */
export function nothing(fact, ...todo) {
  return el('div', {}, el('p', {}, el('strong', {text: fact})), ...todo.map(line => {
    const pieces = Array.isArray(line) ? line : [line];
    return el('p', {}, ...pieces.map((piece, i) => (i % 2 ? el('code', {text: piece}) : piece)));
  }));
}

/** A field that filters, and a box to tick, as an address has them. */
export function filterField(label, value, onInput) {
  return el('input.field', {type: 'search', value, placeholder: label, 'aria-label': label, autocomplete: 'off',
    spellcheck: 'false', on: {input: event => onInput(event.target.value)}});
}

export function tick(label, checked, onChange) {
  const box = el('input', {type: 'checkbox', on: {change: event => onChange(event.target.checked)}});
  box.checked = checked;
  return el('label.check', {}, box, label);
}

/** A refusal in place of what was asked for. */
export function refusal(error) {
  return el('div.card.empty', {role: 'alert'}, nothing('The server has no answer.', error.message));
}

/** Facts in a line: [['host', 'h1'], …]; those without a value are left out. */
export function facts(host, pairs) {
  const wanted = pairs.filter(([, value]) => value != null && value !== '');
  while (host.children.length > wanted.length) host.lastChild.remove();
  wanted.forEach(([name, value], i) => {
    const line = host.children[i] ?? host.appendChild(el('span', {}, el('span'), ' ', el('b')));
    text(line.firstChild, name);
    text(line.lastChild, value);
    attribute(line, 'title', null);
  });
}
