import {el} from '../lib/dom.js';

/** Alerts of a thing, as labels with their texts. */
export function alertLabels(alerts) {
  return alerts.map(alert => el('p', {}, el(`span.label.${alert.state}`, {text: `${alert.rule} ${alert.state}`}), ' ',
    el('span', {text: alert.summary || alert.reason})));
}
