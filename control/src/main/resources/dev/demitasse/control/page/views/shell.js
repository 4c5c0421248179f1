// What is around every view: where one can go, who is signed in, whether what is shown is true.

import { html, svg } from '/page/lit/lit-html.js';
import * as live from '../core/live.js';
import { changeable, owner } from '../core/owner.js';
import { caller, may, signOut } from '../core/session.js';
import { nextTheme, theme } from '../core/theme.js';
import { notices } from '../parts/notice.js';

export const CUP = svg`<path d="M4 8h12v5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5z"/><path
  d="M16 9.5h1.5a2.5 2.5 0 0 1 0 5H16"/><path d="M3 21h14"/>`;

const CONNECTION = {
  open: 'Live',
  opening: 'Connecting …',
  lost: 'Reconnecting …',
  closed: 'Not connected',
};

const THEMES = { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };

/** The page with a view in it. */
export function shell(view, place, changed) {
  owner(changed);
  const go = (where, text, count) => html`
    <a href="#/${where}" aria-current=${place === where || (where === 'services' && place === 'instances') ? 'page' : 'false'}
      ><span>${text}</span>${count === undefined ? '' : html`<span class="count" aria-hidden="true">${count}</span>`}</a
    >
  `;
  return html`
    <a class="skip" href="#content" @click=${skip}>To the content</a>
    <div class="shell">
      <div class="side"><div class="sticky">
        <a class="mark" href="#/services"
          ><svg viewBox="0 0 24 24" aria-hidden="true">${CUP}</svg><span>Demitasse</span></a
        >
        <nav aria-label="Main">
          ${go('services', 'Services', live.allServices().length || undefined)} ${go('images', 'Images')}
          ${go('events', 'Events')} ${may('operator') && changeable() ? go('deploy', 'Deploy') : ''}
          ${may('admin') ? go('tokens', 'Tokens') : ''}
        </nav>
        <div class="foot">
          <p class="connection ${live.connection()}" role="status">${CONNECTION[live.connection()]}</p>
          <p class="who"><b>${caller()?.name}</b> ${caller()?.role}</p>
          <p class="small">
            <button
              type="button"
              class="plain"
              @click=${() => {
                nextTheme();
                changed();
              }}
            >
              ${THEMES[theme()]}
            </button>
            <button type="button" class="plain" @click=${signOut}>Sign out</button>
            <a href="/api">API</a>
          </p>
        </div>
      </div></div>
      <main id="content">${view.template()}</main>
    </div>
    ${notices()}
  `;
}

function skip(event) {
  event.preventDefault();
  document.querySelector('#content h1')?.focus();
}
