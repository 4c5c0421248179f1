// One instance: how it came up, what it uses, what it writes.

import '../parts/console.js';
import { html } from '/page/lit/lit-html.js';
import { instanceAge, word } from '../core/format.js';
import * as live from '../core/live.js';
import { href } from '../core/router.js';
import { seriesOf } from '../core/series.js';
import { change, get, may } from '../core/session.js';
import { bootTimeline } from '../parts/boot.js';
import { instanceCharts } from '../parts/charts.js';
import { ask } from '../parts/dialog.js';
import { eventLines } from '../parts/events.js';
import { attempt } from '../parts/notice.js';

/** An instance, also one that has ended. */
export function instance(id, changed) {
  const path = `/v1/instances/${encodeURIComponent(id)}`;
  const series = seriesOf(`${path}/metrics`, (sample) => sample.instances[id] ?? {}, changed);
  let known = null;
  let refusal = '';
  let asked = false;

  const read = async () => {
    asked = true;
    try {
      known = await get(path);
    } catch (failure) {
      refusal = failure.message;
    }
    changed();
  };
  read();

  const running = () => {
    for (const service of live.allServices()) {
      const found = service.instances.find((one) => one.id === id);
      if (found !== undefined) {
        return { service: service.name, instance: found };
      }
    }
    return null;
  };

  const template = () => {
    const now = running();
    if (now !== null) {
      known = now;
      asked = false;
    } else if (known !== null && known.instance.phase !== 'ENDED' && !asked) {
      // It was there a moment ago: what is left of it is asked for.
      read();
    }
    if (known === null) {
      return html`
        <header class="head"><h1 tabindex="-1" class="mono">${id}</h1></header>
        <p class="empty">${refusal || 'Asking the control plane …'} <a href="#/services">All services</a></p>
      `;
    }
    const one = known.instance;
    if (one.phase === 'ENDED') {
      series.stop();
    }
    const events = live.allEvents().filter((event) => event.instance === id);
    return html`
      <header class="head">
        <div>
          <p class="path">
            <a href="#/services">Services</a> / <a href=${href('services', known.service)}>${known.service}</a>
          </p>
          <h1 tabindex="-1">${id}</h1>
          <p class="meta facts">
            <span role="status" class="phase ${one.phase}">${word(one.phase)}</span>
            ${one.started === '' ? '' : html`<span>for ${instanceAge(one)}</span>`}
            ${one.pid === 0 ? '' : html`<span>process <span class="mono">${one.pid}</span></span>`}
            <span>template <span class="mono">${one.template}</span></span>
          </p>
        </div>
        ${may('operator') && now !== null
          ? html`<div class="actions">
              <button type="button" @click=${() => restart(id, path, changed)}>Restart</button>
            </div>`
          : ''}
      </header>
      <section aria-labelledby="boot">
        <h2 id="boot">Boot</h2>
        ${bootTimeline(one.boot)}
      </section>
      ${now === null ? '' : instanceCharts(series, changed)}
      <section aria-labelledby="console">
        <h2 id="console">Console</h2>
        <demi-console .instance=${id}></demi-console>
      </section>
      <section aria-labelledby="lately">
        <h2 id="lately">Lately</h2>
        ${eventLines(events, '')}
      </section>
    `;
  };
  return { title: () => id, template, close: series.stop };
}

async function restart(id, path, changed) {
  const sure = await ask({
    title: `Restart ${id}?`,
    text: 'It takes no new connections, and ends when those it has do. Another starts if one is needed.',
    action: 'Restart',
  });
  if (sure !== null) {
    await attempt(() => change('POST', `${path}/restart`), `${id} is being replaced`, changed);
  }
}
