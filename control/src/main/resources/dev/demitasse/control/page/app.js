// The page: who is signed in, which view is open, and drawing it when something has changed.

import { render } from '/page/lit/lit-html.js';
import * as live from './core/live.js';
import { location } from './core/router.js';
import { resume, whenLost } from './core/session.js';
import { shell } from './views/shell.js';
import { signIn } from './views/sign-in.js';
import { find } from './views/all.js';

const root = document.getElementById('app');
let signedIn = false;
let problem = '';
let view = null;
let drawing = false;

/** Draws soon: many changes at once are drawn together. */
function changed() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  }
}

function draw() {
  if (signedIn && view !== null) {
    document.title = `${view.title()} · Demitasse`;
    render(shell(view, location()[0], changed), root);
  } else {
    document.title = 'Sign in · Demitasse';
    render(signIn(entered, problem, changed), root);
  }
}

function enter() {
  signedIn = true;
  problem = '';
  live.open();
  show();
}

function show() {
  view?.close?.();
  view = find(location())(changed);
  draw();
}

/** Another view instead of the one before: who reads it with a screen reader is taken to its beginning. */
function navigate() {
  if (signedIn) {
    show();
    window.scrollTo(0, 0);
    root.querySelector('h1')?.focus({ preventScroll: true });
  }
}

function entered() {
  enter();
  root.querySelector('h1')?.focus();
}

whenLost(() => {
  signedIn = false;
  view?.close?.();
  view = null;
  live.close();
  changed();
});

window.addEventListener('hashchange', navigate);
window.addEventListener('resize', changed);
live.onChange(changed);
// Ages are told in words that change.
setInterval(changed, 10_000);

async function begin() {
  try {
    if (await resume()) {
      enter();
      return;
    }
  } catch (failure) {
    problem = failure.message;
    setTimeout(begin, 2000);
  }
  changed();
}

begin();
