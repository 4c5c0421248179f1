// What happened, a line each.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { moment, word } from '../core/format.js';
import { href } from '../core/router.js';

const BAD = new Set(['FAILED', 'WARNING', 'BACKING_OFF', 'ROLLED_BACK', 'REFUSED', 'UNTRUSTED', 'DENIED']);

/**
 * The lines.
 *
 * @param events the latest first
 * @param named whether each says of which 'service' and which 'instance' it is, or which of the two
 */
export function eventLines(events, named) {
  return html`
    <ol class="events">
      ${repeat(
        events,
        (event) => event.number,
        (event) => html`
          <li class=${BAD.has(event.what) ? 'bad' : ''}>
            <time datetime=${event.time}>${moment(event.time)}</time>
            <b>${word(event.what)}</b>
            <span
              >${named.includes('service') && event.service !== ''
                ? html`<a href=${href('services', event.service)}>${event.service}</a> `
                : ''}${event.instance === '' || !named.includes('instance')
                ? ''
                : html`<a class="mono" href=${href('instances', event.instance)}>${event.instance}</a> `}${event.message}</span
            >
          </li>
        `,
      )}
    </ol>
  `;
}
