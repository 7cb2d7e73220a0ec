/**
 * What an aggregation's results consist of, told by the order of their fields: groups stand between host and window,
 * measures between the window's end and 'overflow'. So any declaration shows, however it is written.
 *
 * @param rows one result at least
 * @returns {{key: string, groups: string[], measures: string[], idOf: function}} idOf: whose line a result is of
 */
export function shapeOf(rows) {
  const groups = new Set();
  const measures = new Set();
  for (const row of rows) {
    const names = Object.keys(row);
    between(names, 'host', 'window').forEach(name => groups.add(name));
    between(names, 'windowEnd', 'overflow').forEach(name => measures.add(name));
  }
  const of = [...groups];
  const idOf = row =>
    [row.scope, row.vm, row.host, row.overflow, row.others, ...of.map(name => row[name])].join('\u0000');
  return {key: [...of, '|', ...measures].join(), groups: of, measures: [...measures], idOf};
}

function between(names, first, last) {
  return names.slice(names.indexOf(first) + 1, names.indexOf(last));
}
