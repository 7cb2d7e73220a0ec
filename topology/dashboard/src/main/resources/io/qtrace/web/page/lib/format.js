/** How numbers, sizes and times are written. Counts of 64 bits come as text and stay exact. */

const INTEGER = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const TENTHS = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const DIGITS = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const NOTHING = '–';

/** For drawing and sorting; null stays null. */
export function number(value) {
  return value == null || value === '' ? null : Number(value);
}

export function integer(value) {
  if (value == null || value === '') return NOTHING;
  return INTEGER.format(typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : Number(value));
}

/** A rate or another fraction: one decimal below a thousand. */
export function decimal(value) {
  const n = number(value);
  if (n == null) return NOTHING;
  if (Number.isNaN(n)) return 'not a number';
  if (n !== 0 && Math.abs(n) < 0.05) return DIGITS.format(n);
  return Math.abs(n) < 1000 ? TENTHS.format(n) : INTEGER.format(n);
}

/** Three digits, for axes. */
export function short(value) {
  const n = number(value);
  if (n == null) return NOTHING;
  const size = Math.abs(n);
  for (const [limit, unit] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e4, 'k']]) {
    if (size >= limit) return DIGITS.format(n / (unit === 'k' ? 1e3 : limit)) + ' ' + unit;
  }
  return Number.isInteger(n) ? INTEGER.format(n) : DIGITS.format(n);
}

export function bytes(value) {
  let n = number(value);
  if (n == null) return NOTHING;
  let unit = 0;
  while (Math.abs(n) >= 1024 && unit < BINARY.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 ? INTEGER.format(n) : TENTHS.format(n)} ${BINARY[unit]}`;
}

/** Nanoseconds, in the unit in which they are short; 0 stands for "none was measured". */
export function nanoseconds(value) {
  const n = number(value);
  if (!n) return NOTHING;
  for (const [size, unit] of [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']]) {
    if (n >= size) return `${DIGITS.format(n / size)} ${unit}`;
  }
  return `${INTEGER.format(n)} ns`;
}

/** Milliseconds in the two largest units: '6 d 4 h', '2 min', '12 s'. */
export function duration(ms) {
  let seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [];
  for (const [size, unit] of [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']]) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) parts.push(`${INTEGER.format(count)} ${unit}`);
    else if (parts.length) break;
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** Milliseconds since 1970, of ISO text or of a number. */
export function instant(value) {
  if (value == null || value === '') return null;
  return typeof value === 'number' ? value : Date.parse(value);
}

const two = n => String(n).padStart(2, '0');

/** The reader's own clock, to the second. */
export function clock(value) {
  const ms = instant(value);
  if (ms == null) return NOTHING;
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

export function dateAndClock(value) {
  const ms = instant(value);
  if (ms == null) return NOTHING;
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(ms)}`;
}

/** The clock alone for today's, with the date for others. */
export function time(value) {
  const ms = instant(value);
  if (ms == null) return NOTHING;
  return new Date(ms).toDateString() === new Date().toDateString() ? clock(ms) : dateAndClock(ms);
}

/** 'perSecond' and 'latencyP99' as words: 'Per second', 'Latency p99'. */
export function words(name) {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, (all, a, b) => `${a} ${b.toLowerCase()}`);
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}

export function plural(count, one, many = one + 's') {
  return `${integer(count)} ${Number(count) === 1 ? one : many}`;
}
