// A line of the last minute, as small as a word.

import { html, svg } from '/page/lit/lit-html.js';

const WIDTH = 72;
const HEIGHT = 18;
const SECONDS = 60;

/** The line of some values a second; nothing when all are zero. */
export function spark(values) {
  const most = Math.max(...values, 0);
  const points = values
    .map((value, i) => {
      const x = WIDTH - (values.length - 1 - i) * (WIDTH / (SECONDS - 1));
      const y = HEIGHT - 1 - (most === 0 ? 0 : (value / most) * (HEIGHT - 3));
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
    ${most === 0 ? svg`<path d="M0 17H72" class="base"/>` : svg`<polyline points=${points}/>`}
  </svg>`;
}
