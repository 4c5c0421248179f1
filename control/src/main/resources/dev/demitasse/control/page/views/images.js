// The images that services are, or were, made of.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { bytes, count, digest, memory } from '../core/format.js';
import { href } from '../core/router.js';
import { get } from '../core/session.js';
import { rows } from '../parts/rows.js';

/** The list. */
export function images(changed) {
  let all = null;
  let refusal = '';
  get('/v1/images').then(
    (read) => {
      all = read;
      changed();
    },
    (failure) => {
      refusal = failure.message;
      changed();
    },
  );
  const template = () => html`
    <header class="head">
      <div>
        <h1 tabindex="-1">Images</h1>
        <p class="meta">${all === null ? '' : count(all.length, 'image')}</p>
      </div>
    </header>
    ${all === null ? html`<p class="empty">${refusal || 'Asking the control plane …'}</p>` : table(all)}
  `;
  return { title: () => 'Images', template };
}

function table(all) {
  if (all.length === 0) {
    return html`
      <div class="empty">
        <h2>No image yet</h2>
        <p>An image comes with the first service that is made of it:</p>
        <pre><code>demi apply -f service.yaml</code></pre>
      </div>
    `;
  }
  return rows(
    [
      ['Image'],
      ['Digest'],
      ['Size', 'figure'],
      ['Target', 'middle'],
      ['Memory', 'figure middle'],
      ['Ports', 'wide'],
      ['Services', 'middle'],
    ],
    repeat(
      all,
      (image) => image.digest,
      (image) => html`
        <tr>
          <th scope="row">
            <a class="strong" href=${href('images', image.digest)}>${image.name}</a
            ><span class="sub mono">${image.main}</span>
          </th>
          <td class="mono">${digest(image.digest)}</td>
          <td class="figure">${bytes(image.size)}</td>
          <td class="middle">${image.target}</td>
          <td class="figure middle">${memory(image.memory)}</td>
          <td class="wide mono">${image.ports.join(', ') || '–'}</td>
          <td class="middle">
            ${image.services.length === 0
              ? html`<span class="meta">none now</span>`
              : image.services.length > 4
                ? count(image.services.length, 'service')
                : image.services.map((name) => html`<a href=${href('services', name)}>${name}</a> `)}
          </td>
        </tr>
      `,
    ),
  );
}
