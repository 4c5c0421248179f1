// All that happened lately.

import { html } from '/page/lit/lit-html.js';
import { count } from '../core/format.js';
import * as live from '../core/live.js';
import { eventLines } from '../parts/events.js';

const SHOWN = 300;

/** The latest events of all services. */
export function events(changed) {
  let text = '';
  const filter = (event) => {
    text = event.target.value.trim().toLowerCase();
    changed();
  };
  const matches = (event) =>
    text === '' ||
    [event.service, event.instance, event.what.replaceAll('_', ' '), event.message].some((part) =>
      part.toLowerCase().includes(text),
    );
  const template = () => {
    const found = live.allEvents().filter(matches);
    return html`
      <header class="head">
        <div>
          <h1 tabindex="-1">Events</h1>
          <p class="meta">${count(found.length, 'event')}, the latest first</p>
        </div>
      </header>
      <div class="tools">
        <input
          type="search"
          aria-label="Find events"
          placeholder="Service, instance or word"
          @input=${filter}
        />
      </div>
      ${found.length === 0
        ? html`<p class="empty">${text === '' ? 'Nothing has happened yet.' : 'No event is so.'}</p>`
        : eventLines(found.slice(0, SHOWN), 'service instance')}
    `;
  };
  return { title: () => 'Events', template };
}
