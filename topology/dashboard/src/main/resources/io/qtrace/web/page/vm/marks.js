import {instant} from '../lib/format.js';

const HAPPENED = [['restarts', 'restarted'], ['resets', 'reset'], ['stops', 'stopped'], ['continues', 'continued']];

/**
 * What happened to a VM, as lines across its charts: in which window, for the trace's time of it is not known here.
 *
 * @param windows ConversionRollup of the VM, oldest first
 * @returns [{at, label}]
 */
export function marksOf(windows) {
  const marks = [];
  let phase = null;
  for (const window of windows) {
    const labels = HAPPENED.filter(([field]) => Number(window[field]) > 0).map(([, label]) => label);
    if (phase != null && window.phase && window.phase !== phase) labels.push(window.phase);
    phase = window.phase || phase;
    if (labels.length) marks.push({at: instant(window.windowStart), label: labels.join(', ')});
  }
  return marks;
}
