// A table of things that are alike, a line each.

import { html } from '/page/lit/lit-html.js';

/**
 * The table.
 *
 * @param columns what stands above each column, and how it is set: figure, middle (not in narrow windows), wide (in wide ones only)
 * @param lines a tr each
 */
export function rows(columns, lines) {
  return html`
    <div class="scroll">
      <table class="rows">
        <thead>
          <tr>
            ${columns.map(([title, kind = '']) => html`<th scope="col" class=${kind}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>
  `;
}
