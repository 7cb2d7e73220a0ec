/**
 * Where in the page somebody is, as the part of the address behind '#': '#/vm/vm-7?range=3h'. Every view, filter and
 * range of time is in it, so that an address can be sent to somebody else, and "back" goes back.
 */

/** @returns {{view: string, name: string, query: URLSearchParams}} */
export function current() {
  return parse(location.hash);
}

export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, ...name] = path.split('/');
  return {view: view || 'fleet', name: name.map(decoded).join('/'), query: new URLSearchParams(query)};
}

/** Parameters that are empty or null are left out. */
export function address(view, name = '', parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value != null && value !== '' && value !== false) query.set(key, value === true ? 'yes' : value);
  }
  const path = view === 'fleet' && !name ? '' : view + (name ? '/' + encodeURIComponent(name) : '');
  return `#/${path}${query.size ? '?' + query : ''}`;
}

/** Changes parameters of this view without another entry in the history: what is typed is no place to go back to. */
export function adjust(parameters) {
  const {view, name, query} = current();
  history.replaceState(null, '', address(view, name, {...Object.fromEntries(query), ...parameters}));
}

/** Goes there; "back" comes back. */
export function go(view, name, parameters) {
  location.hash = address(view, name, parameters);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
