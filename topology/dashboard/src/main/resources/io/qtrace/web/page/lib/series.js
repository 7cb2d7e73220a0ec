import {instant, number} from './format.js';

/** Results of windows as lines of a chart. */

/**
 * One line per name over all their windows. Where a line has no window that another one has, it has a gap: a window
 * without conversions has no result, which is not the same as "none".
 *
 * @param lines [{name, windows, value(window)}]
 * @returns {{x: number[], series: {name: string, values: (number|null)[]}[]}} x: starts in milliseconds
 */
export function linesOf(lines) {
  const times = new Set();
  const read = lines.map(({windows, value}) => {
    const at = new Map();
    for (const window of windows) {
      const start = instant(window.windowStart);
      times.add(start);
      at.set(start, number(value(window)));
    }
    return at;
  });
  const x = [...times].sort((a, b) => a - b);
  const series = lines.map(({name}, i) => ({name, values: x.map(time => read[i].get(time) ?? null)}));
  return {x, series};
}

/**
 * The same with 0 in windows that have no result, as far as rates are concerned: nothing happened in them.
 *
 * @param stepMs how long a window is
 */
export function withZeros({x, series}, stepMs) {
  if (x.length < 2) return {x, series: series.map(s => ({...s, values: s.values.map(v => v ?? 0)}))};
  const filled = [];
  for (let i = 0; i < x.length; i++) {
    filled.push(x[i]);
    const gap = (x[i + 1] ?? x[i]) - x[i];
    if (gap > stepMs * 1.5) {
      filled.push(x[i] + stepMs);
      if (gap > stepMs * 2.5) filled.push(x[i + 1] - stepMs);
    }
  }
  const of = new Map(x.map((time, i) => [time, i]));
  return {x: filled, series: series.map(s => ({...s, values: filled.map(time => s.values[of.get(time)] ?? 0)}))};
}

/**
 * The same with the last value in windows that have no result: what is shared stays so while nothing is converted.
 */
export function held({x, series}) {
  return {x, series: series.map(s => {
    let last = null;
    return {...s, values: s.values.map(value => (last = value ?? last))};
  })};
}
