// Which view is which. A view is made when it is opened, with the rest of the location and a way to say that it has
// changed; it says its title and what it looks like.

import { deploy } from './deploy.js';
import { events } from './events.js';
import { image } from './image.js';
import { images } from './images.js';
import { instance } from './instance.js';
import { missing } from './missing.js';
import { service } from './service.js';
import { services } from './services.js';
import { tokens } from './tokens.js';

const VIEWS = {
  services: ([name], changed) => (name === undefined ? services(changed) : service(name, changed)),
  instances: ([id], changed) => (id === undefined ? missing('An instance has a name.') : instance(id, changed)),
  images: ([digest, against], changed) => (digest === undefined ? images(changed) : image(digest, against, changed)),
  events: (_, changed) => events(changed),
  tokens: (_, changed) => tokens(changed),
  deploy: ([name], changed) => deploy(name, changed),
};

/** What makes the view of a location. */
export function find([kind, ...rest]) {
  return (changed) => (Object.hasOwn(VIEWS, kind) ? VIEWS[kind](rest, changed) : missing('There is no such view.'));
}
