import { html } from '/page/lit/lit-html.js';

/** What is shown where nothing is. */
export function missing(text) {
  return {
    title: () => 'Not here',
    template: () => html`
      <header class="head"><h1 tabindex="-1">Not here</h1></header>
      <p class="empty">${text} <a href="#/services">All services</a></p>
    `,
  };
}
