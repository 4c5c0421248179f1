// Which view is which. A view is made when it is opened, with the rest of the location and a way to say that it has
// changed; it says its title and what it looks like.

import { missing } from './missing.js';
import { services } from './services.js';

const VIEWS = {
  services: ([name], changed) => (name === undefined ? services(changed) : missing(`There is no service ${name}.`)),
};

/** What makes the view of a location. */
export function find([kind, ...rest]) {
  return (changed) => (Object.hasOwn(VIEWS, kind) ? VIEWS[kind](rest, changed) : missing('There is no such view.'));
}
