/** What the server answers to questions; a refusal is an Error with the server's own words. */

const BASE = 'api/v1/';

/**
 * @param path of segments and parameters: ask(['vms', vm], {limit: 10}); empty parameters are left out
 * @param signal ends the question when its view is left
 */
export async function ask(path, parameters = {}, signal) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) if (value != null && value !== '') query.set(key, value);
  const address = BASE + path.map(encodeURIComponent).join('/') + (query.size ? `?${query}` : '');
  const response = await fetch(address, {signal, headers: {accept: 'application/json'}});
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  const error = new Error(problem.detail ?? problem.title ?? `the server answered ${response.status}`);
  error.status = response.status;
  throw error;
}

/** All pages of a list, up to so many items. */
export async function askAll(path, parameters, member, signal) {
  const items = [];
  let cursor = null;
  do {
    const page = await ask(path, {limit: 1000, ...parameters, cursor}, signal);
    items.push(...page[member]);
    cursor = page.cursor ?? null;
  } while (cursor && items.length < 20000);
  return items;
}
