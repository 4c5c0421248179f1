// The series of a service or an instance: read once, then continued with each second's measurements.

import { onSample } from './live.js';
import { get } from './session.js';

const FINE = 300;

/**
 * Follows a series.
 *
 * @param path of its metrics
 * @param pick its gauges in a sample, or undefined
 * @param changed called when there is more
 */
export function seriesOf(path, pick, changed) {
  let span = '5m';
  let view = null;
  let times = [];
  let asked = 0;

  const read = async () => {
    const mine = ++asked;
    try {
      const read = await get(`${path}?span=${span}`);
      if (mine === asked) {
        view = read;
        index();
        changed();
      }
    } catch {
      // Nothing was measured yet; the next second may bring something.
      if (mine === asked) {
        view = null;
      }
    }
  };

  const index = () => {
    const many = view.values.memory?.length ?? 0;
    times = Array.from({ length: many }, (_, i) => view.until - (many - 1 - i) * view.step);
  };

  const more = (sample) => {
    if (view === null) {
      read();
      return;
    }
    if (span !== '5m') {
      if (sample.second - view.until > view.step) {
        read();
      }
      return;
    }
    if (sample.second <= view.until) {
      return;
    }
    if (sample.second > view.until + 5) {
      // The page slept, or the control plane was started anew.
      read();
      return;
    }
    const gauges = pick(sample);
    view = { ...view, until: sample.second, values: continued(view.values, gauges, sample.second - view.until) };
    index();
    changed();
  };

  const stop = onSample(more);
  read();
  return {
    span: () => span,
    choose: (next) => {
      span = next;
      view = null;
      read();
    },
    /** What a chart takes: times, then the values of each gauge. */
    columns: remembered((...gauges) => (view === null ? null : [times, ...gauges.map((gauge) => view.values[gauge])])),
    stop,
  };

  // The same answer as long as nothing has changed, so that charts are drawn only when something has.
  function remembered(make) {
    const made = new Map();
    return (...gauges) => {
      const key = gauges.join();
      const last = made.get(key);
      if (last !== undefined && last.view === view) {
        return last.columns;
      }
      const columns = make(...gauges);
      made.set(key, { view, columns });
      return columns;
    };
  }
}

// Of a service that did nothing a sample says nothing: then all is zero, and what only requests have is unknown.
function continued(values, gauges, seconds) {
  const next = {};
  for (const [gauge, list] of Object.entries(values)) {
    const idle = gauge === 'median' || gauge === 'p99' ? null : 0;
    const value = gauges === undefined ? idle : (gauges[gauge] ?? null);
    const gap = Array.from({ length: seconds - 1 }, () => null);
    next[gauge] = [...list, ...gap, value].slice(-FINE);
  }
  return next;
}
