import {text} from '../lib/dom.js';

/** Says new alerts to a screen reader, and nothing else: numbers change all the time. */
export function announcer(alerts, place) {
  let known = null;
  alerts.onChange(() => {
    const firing = new Map(alerts.firing.map(alert => [alert.id, alert]));
    if (known) {
      const fresh = [...firing.values()].filter(alert => !known.has(alert.id));
      if (fresh.length === 1) text(place, `New alert: ${fresh[0].rule}, ${fresh[0].subject}`);
      else if (fresh.length) text(place, `${fresh.length} new alerts`);
    }
    if (alerts.ready) known = firing;
  });
}
