// How a service or an instance stands: a shape, a colour and a word, so that none of them has to be enough.

import { html, svg } from '/page/lit/lit-html.js';
import { word } from '../core/format.js';

const SHAPES = {
  SERVING: svg`<circle cx="6" cy="6" r="4.5" class="fill"/>`,
  STARTING: svg`<circle cx="6" cy="6" r="4" class="line"/><path d="M6 2a4 4 0 0 1 0 8z" class="fill"/>`,
  SLEEPING: svg`<circle cx="6" cy="6" r="4" class="line"/>`,
  ROLLING_OUT: svg`<circle cx="6" cy="6" r="4" class="line"/><path d="M2 6a4 4 0 0 0 8 0z" class="fill"/>`,
  PAUSED: svg`<path d="M3 2h2v8H3zM7 2h2v8H7z" class="fill"/>`,
  FAILING: svg`<path d="M6 1 11.5 11H.5z" class="fill"/>`,
  DELETING: svg`<path d="M2 2l8 8M10 2l-8 8" class="line"/>`,
};

/** The shape of a service's state; the word is for who does not see it. */
export function mark(state, spoken = true) {
  return html`<span class="state ${state}"
    ><svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[state]}</svg>${spoken
      ? html`<span class="unseen">${word(state)}</span>`
      : ''}</span
  >`;
}

/** A service's instances, a small square each, and how many there may be. */
export function pips(service) {
  const most = 12;
  const shown = service.instances.slice(0, most);
  const ready = service.instances.filter((instance) => instance.phase === 'READY').length;
  const range = service.min === service.max ? `${service.max}` : `${service.min}–${service.max}`;
  return html`<span class="pips"
    ><svg class="squares" viewBox="0 0 ${Math.max(shown.length, 1) * 10} 8" aria-hidden="true" height="8"
      width=${Math.max(shown.length, 1) * 10}>${shown.map(
        (instance, i) =>
          svg`<rect x=${i * 10 + 0.5} y="0.5" width="7" height="7" rx="1.5" class=${`${instance.phase}${
            instance.current ? '' : ' old'
          }`}/>`,
      )}</svg><span>${ready} of ${range}</span></span
  >`;
}
