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
  const { size, classes, components, ports, drivers } = difference;
  const grown = size.after - size.before;
  const lists = [
    ['Components', components.added.map(named), components.removed.map(named)],
    ['Ports', ports.added, ports.removed],
    ['Drivers', drivers.added, drivers.removed],
    ['Classes', classes.added, classes.removed],
  ].filter(([, added, removed]) => added.length + removed.length > 0);
  if (lists.length === 0 && components.changed.length === 0 && grown === 0) {
    return html`<p class="quiet" role="status">No difference.</p>`;
  }
  return html`
    <p class="quiet" role="status">
      ${bytes(size.before)} then, ${bytes(size.after)} now: ${grown === 0 ? 'the same size' : `${bytes(Math.abs(grown))} ${grown > 0 ? 'more' : 'less'}`}
    </p>
    ${components.changed.length === 0
      ? ''
      : html`<h3>Components that changed</h3>
          <ul class="changes">
            ${components.changed.map(
              ({ name, before, after }) => html`<li><span class="mono">${name}</span> <span class="meta">${said(before)} → ${said(after)}</span></li>`,
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

function named(component) {
  return typeof component === 'string' ? component : [component.name, component.version].filter(Boolean).join(' ');
}

function said(value) {
  return typeof value === 'number' ? bytes(value) : typeof value === 'object' ? JSON.stringify(value) : value;
}
