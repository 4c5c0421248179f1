// One service: what it does, its instances, its history, and changing it.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { digest, digestOf, instanceAge, memory, millis, number, word } from '../core/format.js';
import * as live from '../core/live.js';
import { changeable } from '../core/owner.js';
import { go, href } from '../core/router.js';
import { seriesOf } from '../core/series.js';
import { change, get, may } from '../core/session.js';
import { bootMillis } from '../parts/boot.js';
import { serviceCharts } from '../parts/charts.js';
import { ask } from '../parts/dialog.js';
import { eventLines } from '../parts/events.js';
import { history } from '../parts/history.js';
import { attempt } from '../parts/notice.js';
import { named, owned } from '../parts/owner.js';
import { rollout } from '../parts/rollout.js';
import { rows } from '../parts/rows.js';
import { mark, pips } from '../parts/state.js';

const EVENTS = 12;

/** A service. */
export function service(name, changed) {
  const path = `/v1/services/${encodeURIComponent(name)}`;
  const series = seriesOf(`${path}/metrics`, (sample) => sample.services[name], changed);
  let revisions = [];
  const opened = new Set();
  let lastChange = -1;

  // A revision is made known by an event.
  const read = async (number) => {
    lastChange = number;
    try {
      revisions = await get(`${path}/revisions`);
      changed();
    } catch {
      revisions = [];
    }
  };

  const template = () => {
    const one = live.service(name);
    const events = live.allEvents().filter((event) => event.service === name);
    const latest = events.find((event) => event.what === 'APPLIED' || event.what === 'DELETED')?.number ?? 0;
    if (latest !== lastChange) {
      read(latest);
    }
    if (one === undefined) {
      return gone(name, revisions, opened, changed);
    }
    return html`
      ${head(one, path, changed)} ${owned(changed)}
      ${one.untrusted ? html`<p class="warning" role="status"><b>Not trusted any more</b> ${one.untrusted}</p>` : ''}
      ${rollout(one, changed)} ${serviceCharts(series, changed)}
      <section aria-labelledby="instances">
        <h2 id="instances">Instances</h2>
        ${instances(one, changed)}
      </section>
      <div class="halves">
        <section aria-labelledby="history">
          <h2 id="history">History</h2>
          ${history(name, revisions, opened, changed)}
        </section>
        <section aria-labelledby="lately">
          <h2 id="lately">Lately</h2>
          ${eventLines(events.slice(0, EVENTS), 'instance')}
        </section>
      </div>
    `;
  };
  return { title: () => name, template, close: series.stop };
}

function gone(name, revisions, opened, changed) {
  const known = live.connection() === 'open' && live.allEvents().length > 0;
  return html`
    <header class="head"><h1 tabindex="-1">${name}</h1></header>
    <p class="empty">${known || revisions.length > 0 ? html`There is no service ${name} now.` : 'Asking the control plane …'}
      <a href="#/services">All services</a></p>
    ${revisions.length === 0 ? '' : html`<h2>History</h2> ${history(name, revisions, opened, changed)}`}
  `;
}

function head(one, path, changed) {
  const image = digestOf(one.image);
  return html`
    <header class="head">
      <div>
        <p class="path"><a href="#/services">Services</a></p>
        <h1 tabindex="-1">${one.name}</h1>
        <p class="meta facts">
          <span role="status">${mark(one.state, false)} ${word(one.state)}</span>
          ${pips(one)}
          ${one.ports.map((port) => html`<span class="mono">${port}</span>`)}
          ${image === null ? '' : html`<span>image <a class="mono" href=${href('images', image)}>${digest(image)}</a></span>`}
          ${named(one.name, changed)}
          ${one.waiting > 0 ? html`<span>${one.waiting} waiting</span>` : ''}
        </p>
      </div>
      ${may('operator')
        ? html`<div class="actions">
            ${changeable()
              ? html`<button type="button" @click=${() => scale(one, path, changed)}>Scale</button>
                  <a class="button" href=${href('deploy', one.name)}>Edit</a>`
              : ''}
            <button type="button" ?disabled=${one.instances.length === 0} @click=${() => restart(one, path, changed)}>
              Restart
            </button>
            ${changeable() ? html`<button type="button" @click=${() => remove(one, path, changed)}>Delete</button>` : ''}
          </div>`
        : ''}
    </header>
  `;
}

async function scale(one, path, changed) {
  const answer = await ask({
    title: `Scale ${one.name}`,
    text: 'With at least 0 it sleeps while nobody connects.',
    action: 'Scale',
    fields: html`
      <div><label for="min">At least</label><input id="min" name="min" type="number" min="0" max="1000" .value=${one.min} required /></div>
      <div><label for="max">At most</label><input id="max" name="max" type="number" min="0" max="1000" .value=${one.max} required /></div>
    `,
  });
  if (answer !== null) {
    await attempt(
      () => change('POST', `${path}/scale?min=${Number(answer.min)}&max=${Number(answer.max)}`),
      (made) => `${one.name} is wanted as of revision ${made.number}`,
      changed,
    );
  }
}

async function restart(one, path, changed) {
  const sure = await ask({
    title: `Restart ${one.name}?`,
    text: 'Its instances take no new connections, and end when those they have do; others start at once. Who connects meanwhile waits for them.',
    action: 'Restart',
  });
  if (sure !== null) {
    await attempt(() => change('POST', `${path}/restart`), `${one.name} is being restarted`, changed);
  }
}

async function remove(one, path, changed) {
  const sure = await ask({
    title: `Delete ${one.name}?`,
    text: 'Its ports are closed and its instances end. Its history stays in the repository.',
    action: 'Delete',
    danger: true,
  });
  if (sure !== null) {
    await attempt(
      async () => {
        await change('DELETE', path);
        go('services');
      },
      `${one.name} is wanted no more`,
      changed,
    );
  }
}

function instances(one) {
  if (one.instances.length === 0) {
    return html`<p class="meta quiet">None runs. The first connection to ${one.ports[0] ?? 'it'} boots one.</p>`;
  }
  return rows(
    [
      ['Instance'],
      ['Phase'],
      ['Ready after', 'figure'],
      ['Memory', 'figure middle'],
      ['Served', 'figure middle'],
      ['Connections', 'figure wide'],
      ['Template', 'wide'],
      ['Age', 'figure'],
    ],
    repeat(
      one.instances,
      (instance) => instance.id,
      (instance) => html`
        <tr>
          <th scope="row"><a class="mono" href=${href('instances', instance.id)}>${instance.id}</a></th>
          <td><span class="phase ${instance.phase}">${word(instance.phase)}</span></td>
          <td class="figure">${millis(bootMillis(instance))}</td>
          <td class="figure middle">${memory(live.measuredInstance(instance.id).memory)}</td>
          <td class="figure middle">${number(instance.served)}</td>
          <td class="figure wide">${instance.active}</td>
          <td class="wide mono">${instance.template}${instance.current ? '' : html` <span class="tag">old</span>`}</td>
          <td class="figure">${instanceAge(instance)}</td>
        </tr>
      `,
    ),
  );
}
