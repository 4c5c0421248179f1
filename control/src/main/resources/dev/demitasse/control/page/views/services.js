// All services, and what they do.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { count, digest, digestOf, memory, millis, number, word } from '../core/format.js';
import * as live from '../core/live.js';
import { changeable } from '../core/owner.js';
import { href } from '../core/router.js';
import { may } from '../core/session.js';
import { owned } from '../parts/owner.js';
import { spark } from '../parts/spark.js';
import { mark, pips } from '../parts/state.js';

const KINDS = [
  ['all', 'All', () => true],
  ['up', 'Up', (service) => service.instances.length > 0],
  ['asleep', 'Asleep', (service) => service.state === 'SLEEPING'],
  ['trouble', 'Trouble', (service) => service.state === 'FAILING' || service.untrusted !== ''],
];

/** The list. */
export function services(changed) {
  let text = '';
  let kind = 'all';
  const matches = (service) =>
    service.name.includes(text) && KINDS.find(([name]) => name === kind)[2](service);
  const filter = (event) => {
    text = event.target.value.trim().toLowerCase();
    changed();
  };
  const choose = (next) => {
    kind = next;
    changed();
  };
  const template = () => {
    const all = live.allServices();
    return html`
      <header class="head">
        <div>
          <h1 tabindex="-1">Services</h1>
          <p class="meta">${summary(all)}</p>
        </div>
        ${may('operator') && changeable() ? html`<a class="button" href="#/deploy">Deploy</a>` : ''}
      </header>
      ${owned(changed)}
      ${all.length === 0
        ? none()
        : html`
            <div class="tools">
              <input type="search" aria-label="Find a service by name" placeholder="Find by name" @input=${filter} />
              <div class="choice" role="group" aria-label="Which services">
                ${KINDS.map(
                  ([name, label, is]) => html`<button
                    type="button"
                    aria-pressed=${name === kind ? 'true' : 'false'}
                    @click=${() => choose(name)}
                  >
                    ${label} <span class="count">${all.filter(is).length}</span>
                  </button>`,
                )}
              </div>
            </div>
            ${table(all.filter(matches))}
          `}
    `;
  };
  return { title: () => 'Services', template };
}

function summary(all) {
  const running = all.reduce((sum, service) => sum + service.instances.length, 0);
  const waiting = all.reduce((sum, service) => sum + service.waiting, 0);
  const parts = [count(all.length, 'service'), count(running, 'instance')];
  if (waiting > 0) {
    parts.push(`${count(waiting, 'connection')} waiting`);
  }
  return parts.join(' · ');
}

function none() {
  if (live.connection() !== 'open') {
    return html`<p class="empty">Asking the control plane …</p>`;
  }
  return html`
    <div class="empty">
      <h2>No service yet</h2>
      <p>In the folder of an application, write a <code>service.yaml</code>, then:</p>
      <pre><code>demi apply -f service.yaml</code></pre>
      <p>It appears here as soon as it is wanted.</p>
    </div>
  `;
}

function table(shown) {
  return html`
    <div class="scroll">
      <table class="rows services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" class="wide">State</th>
            <th scope="col">Instances</th>
            <th scope="col" class="figure">Requests/s</th>
            <th scope="col" class="middle"><span class="unseen">The last minute</span></th>
            <th scope="col" class="figure middle">p99</th>
            <th scope="col" class="figure wide">Memory</th>
            <th scope="col" class="wide">Image</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(shown, (service) => service.name, row)}
        </tbody>
      </table>
    </div>
    ${shown.length === 0 ? html`<p class="empty">None of the services is so.</p>` : ''}
  `;
}

function row(service) {
  const gauges = live.measured(service.name);
  const image = digestOf(service.image);
  return html`
    <tr>
      <th scope="row">
        <span class="named"
          >${mark(service.state)}<span
            ><a href=${href('services', service.name)}>${service.name}</a>${service.untrusted ? html` <span class="tag bad">untrusted</span>` : ''}<span class="sub mono"
              >${service.ports.join(', ')}</span
            ></span
          ></span
        >
      </th>
      <td class="wide">${word(service.state)}</td>
      <td>${pips(service)}</td>
      <td class="figure">${number(gauges.requests ?? 0)}</td>
      <td class="middle">${spark(live.trail(service.name))}</td>
      <td class="figure middle">${millis(gauges.p99)}</td>
      <td class="figure wide">${gauges.memory ? memory(gauges.memory) : '–'}</td>
      <td class="wide mono">${image === null ? '–' : html`<a href=${href('images', image)}>${digest(image)}</a>`}</td>
    </tr>
  `;
}
