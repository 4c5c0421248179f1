// Which view a location is: what stands behind the # in it.

/** The way to a view. */
export function href(...parts) {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** The words of the location: ['services', 'hello']. */
export function location() {
  const path = window.location.hash.replace(/^#\/?/, '').split('?')[0];
  return path === '' ? ['services'] : path.split('/').map(decode);
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Goes to a view. */
export function go(...parts) {
  window.location.hash = href(...parts);
}
