// The door.

import { html } from '/page/lit/lit-html.js';
import { signIn as begin } from '../core/session.js';
import { CUP } from './shell.js';

let busy = false;
let refusal = '';

/** Asks for a token; calls {@code entered} when it was a good one. */
export function signIn(entered, problem, changed) {
  const submit = async (event) => {
    event.preventDefault();
    const field = event.target.elements.token;
    busy = true;
    refusal = '';
    changed();
    try {
      await begin(field.value.trim());
      field.value = '';
      busy = false;
      entered();
    } catch (failure) {
      busy = false;
      refusal = failure.message;
      changed();
      field.focus();
    }
  };
  return html`
    <main class="door">
      <form @submit=${submit} aria-labelledby="door-title">
        <svg viewBox="0 0 24 24" aria-hidden="true">${CUP}</svg>
        <h1 id="door-title">Demitasse</h1>
        <input type="text" name="username" autocomplete="username" value="demitasse" hidden />
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          spellcheck="false"
          required
          autofocus
          aria-describedby="token-hint token-refusal"
        />
        <p class="refusal" id="token-refusal" role="alert">${refusal || problem}</p>
        <button type="submit" class="main" ?disabled=${busy}>Sign in</button>
        <p class="hint" id="token-hint">
          Yours is in <code>~/.demitasse/control/token</code> on the machine of <code>demi serve</code>. Others get theirs
          from an admin, here or by <code>demi token create NAME --role viewer</code>
        </p>
      </form>
    </main>
  `;
}
