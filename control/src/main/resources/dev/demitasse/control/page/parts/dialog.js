// Questions that must be answered first. The browser's own dialog keeps the focus in, and gives it back.

import { html, render } from '/page/lit/lit-html.js';

/**
 * Asks.
 *
 * @param question.title and .text what it is about
 * @param question.action what the button that does it says
 * @param question.danger whether something is lost by it
 * @param question.fields what else is to be filled in
 * @returns what was filled in, or null when it is not wanted
 */
export function ask(question) {
  const dialog = document.createElement('dialog');
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    const submit = (event) => {
      event.preventDefault();
      answer = Object.fromEntries(new FormData(event.target));
      dialog.close();
    };
    render(
      html`
        <form @submit=${submit}>
          <h2 id="question">${question.title}</h2>
          <p id="question-text">${question.text}</p>
          ${question.fields === undefined ? '' : html`<div class="fields">${question.fields}</div>`}
          <div class="actions">
            <button type="button" @click=${() => dialog.close()}>Cancel</button>
            <button type="submit" class=${question.danger ? 'danger' : 'main'}>${question.action}</button>
          </div>
        </form>
      `,
      dialog,
    );
    dialog.setAttribute('aria-labelledby', 'question');
    dialog.setAttribute('aria-describedby', 'question-text');
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
  });
}
