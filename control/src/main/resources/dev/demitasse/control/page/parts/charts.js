// Which charts there are of a service and of an instance.

import './chart.js';
import { html } from '/page/lit/lit-html.js';
import { memory, millis, number, percent } from '../core/format.js';

const REQUESTS = {
  title: 'Requests a second',
  format: number,
  lines: [{ label: 'all', kind: 'main' }, { label: 'failed', kind: 'second' }],
};
const SERVED = { title: 'Requests a second', format: number, lines: [{ label: 'all', kind: 'main' }] };
const LATENCY = {
  title: 'Latency',
  format: millis,
  lines: [{ label: 'p99', kind: 'main' }, { label: 'median', kind: 'second' }],
};
const MEMORY = {
  title: 'Memory',
  format: memory,
  steps: Array.from({ length: 24 }, (_, i) => 2 ** (20 + i)),
  lines: [{ label: 'memory', kind: 'main' }],
};
const PROCESSORS = { title: 'Of a processor', format: percent, lines: [{ label: 'busy', kind: 'main' }] };
const BOOTS = { title: 'Boots', format: number, steps: [1, 2, 5, 10, 20, 50, 100, 200, 500], lines: [{ label: 'boots', kind: 'bars' }] };

/** The four of a service. */
export function serviceCharts(series, changed) {
  return charts(
    series,
    [
      [REQUESTS, ['requests', 'errors']],
      [LATENCY, ['p99', 'median']],
      [MEMORY, ['memory']],
      [BOOTS, ['boots']],
    ],
    changed,
  );
}

/** The three of an instance. */
export function instanceCharts(series, changed) {
  return charts(
    series,
    [
      [SERVED, ['requests']],
      [MEMORY, ['memory']],
      [PROCESSORS, ['processors']],
    ],
    changed,
  );
}

function charts(series, kinds, changed) {
  const choose = (span) => {
    series.choose(span);
    changed();
  };
  return html`
    <section aria-label="Charts" class="charts">
      <div class="choice" role="group" aria-label="Time shown">
        ${[
          ['5m', '5 minutes'],
          ['2h', '2 hours'],
        ].map(
          ([span, label]) => html`<button
            type="button"
            aria-pressed=${series.span() === span ? 'true' : 'false'}
            @click=${() => choose(span)}
          >
            ${label}
          </button>`,
        )}
      </div>
      <div class="grid of-${kinds.length}">
        ${kinds.map(
          ([what, gauges]) =>
            html`<demi-chart .what=${what} .span=${series.span() === '5m' ? 300 : 7200} .data=${series.columns(...gauges) ?? empty(what)}></demi-chart>`,
        )}
      </div>
    </section>
  `;
}

const EMPTY = [[], [], []];

function empty({ lines }) {
  return lines.length === 2 ? EMPTY : EMPTY_ONE;
}

const EMPTY_ONE = [[], []];
