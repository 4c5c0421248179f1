// How two images differ, for who reviews a change.

import { html } from '/page/lit/lit-html.js';
import { bytes, count } from '../core/format.js';

const SHOWN = 200;

/** The difference as the API tells it; null while it is read. */
export function imageDifference(difference) {
  if (difference === null) {
    return html`<p class="meta quiet">Comparing …</p>`;
  }
  if (difference.failure !== undefined) {
    return html`<p class="meta quiet" role="status">${difference.failure}</p>`;
  }
  const { size, classes, components, ports, drivers, capabilities, resized, settings = [] } = difference;
  const grown = size.after - size.before;
  const lists = [
    ['Abilities', capabilities?.added ?? [], capabilities?.removed ?? []],
    ['Components', components.added, components.removed],
    ['Ports', ports.added, ports.removed],
    ['Drivers', drivers.added, drivers.removed],
    ['Classes', classes.added, classes.removed],
  ].filter(([, added, removed]) => added.length + removed.length > 0);
  if (lists.length + components.changed.length + settings.length === 0 && grown === 0) {
    return html`<p class="quiet" role="status">No difference.</p>`;
  }
  return html`
    <p class="quiet" role="status">
      ${bytes(size.before)} then, ${bytes(size.after)} now: ${grown === 0 ? 'the same size' : `${bytes(Math.abs(grown))} ${grown > 0 ? 'more' : 'less'}`}
    </p>
    ${resized === undefined || resized.length === 0
      ? ''
      : html`<p class="meta quiet">${count(resized.length, 'class', 'classes')} of both have another size.</p>`}
    ${settings.length === 0
      ? ''
      : html`<h3>Settings that changed</h3>
          <ul class="changes">
            ${settings.map(
              (one) => html`<li>
                <span class="mono">${one.name}</span>
                <span class="meta">${one.before} → ${one.after}</span>
              </li>`,
            )}
          </ul>`}
    ${components.changed.length === 0
      ? ''
      : html`<h3>Components that changed</h3>
          <ul class="changes">
            ${components.changed.map(
              (one) => html`<li>
                <span class="mono">${one.name}</span>
                <span class="meta">${versions(one)} ${bytes(one.before)} → ${bytes(one.after)}</span>
              </li>`,
            )}
          </ul>`}
    ${lists.map(
      ([title, added, removed]) => html`
        <h3>${title}</h3>
        <pre class="diff" tabindex="0" aria-label="${title} added and removed">${added
          .slice(0, SHOWN)
          .map((line) => html`<span class="added">+ ${line}\n</span>`)}${removed
          .slice(0, SHOWN)
          .map((line) => html`<span class="removed">- ${line}\n</span>`)}${added.length > SHOWN || removed.length > SHOWN
          ? html`<span class="same">${count(Math.max(0, added.length - SHOWN) + Math.max(0, removed.length - SHOWN), 'more line')}</span>`
          : ''}</pre>
      `,
    )}
  `;
}

function versions({ versionBefore = '', versionAfter = '' }) {
  return versionBefore === versionAfter ? versionAfter : `${versionBefore || 'no version'} → ${versionAfter || 'no version'},`;
}
