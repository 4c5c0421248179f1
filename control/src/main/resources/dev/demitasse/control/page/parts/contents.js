// What is inside an image, by size: a map that one can go into, and the same as a list for who reads rather than looks.

import { html, svg } from '/page/lit/lit-html.js';
import { bytes, count } from '../core/format.js';
import { treemap } from '../core/treemap.js';

const HEIGHT = 360;
const NARROWEST = 260;
const CHARACTER = 7;
const TITLE = 40;

/**
 * The tree of an image's contents: of components, packages and classes, or where that was not recorded, of origins only.
 */
export function tree(image, contents) {
  if (contents === null) {
    return {
      name: image.name,
      size: image.size,
      children: Object.entries(image.sizes).map(([name, size]) => ({ name, size, kind: kindOf(name) })),
    };
  }
  return {
    name: image.name,
    size: contents.size,
    children: [
      ...contents.components.map((component) => ({
        name: component.name,
        note: component.version,
        size: component.bytes,
        kind: component.origin,
        children: component.packages.map((one) => ({
          name: one.name || 'no package',
          size: one.bytes,
          kind: component.origin,
          children: one.classes.map((type) => ({ name: type.name, size: type.bytes, kind: component.origin, leaf: true })),
        })),
      })),
      ...contents.other.map(({ name, bytes: size }) => ({ name, size, kind: 'other' })),
    ],
  };
}

function kindOf(name) {
  return { libraries: 'library', svm: 'compiler', 'image-heap': 'other' }[name] ?? name;
}

/**
 * The map of a tree.
 *
 * @param whole the tree
 * @param path the indexes of the children gone into
 * @param open called with another path
 * @param why called with the name of a class
 */
export function contentsMap(whole, path, open, why) {
  const trail = [whole];
  for (const index of path) {
    const next = trail.at(-1).children?.[index];
    if (next !== undefined) {
      trail.push(next);
    }
  }
  const here = trail.at(-1);
  const children = here.children ?? [];
  const enter = (item) => {
    if (item.leaf) {
      why(item.name);
    } else if (item.children?.length > 0) {
      open([...path, children.indexOf(item)]);
    }
  };
  const width = room();
  const sorted = [...children].sort((a, b) => b.size - a.size);
  return html`
    <nav class="crumbs" aria-label="Part of the image">
      ${trail.map(
        (part, i) => html`${i > 0 ? ' / ' : ''}${i === trail.length - 1
          ? html`<b aria-current="true">${part.name}</b>`
          : html`<button type="button" class="plain" @click=${() => open(path.slice(0, i))}>${part.name}</button>`}`,
      )}
      <span class="meta">${bytes(here.size)}</span>
    </nav>
    <svg class="map" viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true">
      ${treemap(children, { x: 0, y: 0, width, height: HEIGHT }).map((box) => cell(box, enter))}
    </svg>
    <div class="scroll tall" tabindex="0" role="region" aria-label="Parts by size">
      <table class="rows">
        <thead>
          <tr><th scope="col">Part</th><th scope="col" class="middle">Origin</th><th scope="col" class="figure">Size</th><th scope="col" class="figure">Share</th></tr>
        </thead>
        <tbody>
          ${sorted.map(
            (item) => html`
              <tr>
                <th scope="row">
                  <i class="swatch ${item.kind}"></i>${item.leaf || item.children?.length > 0
                    ? html`<button type="button" class="plain ink" @click=${() => enter(item)}>${item.name}</button>`
                    : item.name}
                  <span class="meta">${item.note ?? ''}${item.children === undefined || item.leaf
                    ? ''
                    : item.children.length === 0
                      ? ' nothing of it is reachable'
                      : ` ${count(item.children.length, 'part')}`}</span>
                </th>
                <td class="middle">${item.kind}</td>
                <td class="figure">${bytes(item.size)}</td>
                <td class="figure">${((item.size / Math.max(1, here.size)) * 100).toFixed(1)} %</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** The pixels there are for the map, so that its letters are as large as all others. */
function room() {
  const content = document.getElementById('content');
  const style = getComputedStyle(content);
  return Math.max(NARROWEST, content.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
}

function cell({ item, x, y, width, height }, enter) {
  const letters = Math.floor((width - 12) / CHARACTER);
  const spacious = width > 90 && height > TITLE + 40;
  return svg`<g class=${item.kind} @click=${() => enter(item)}>
    <title>${item.name}, ${bytes(item.size)}</title>
    <rect x=${x + 0.75} y=${y + 0.75} width=${Math.max(0, width - 1.5)} height=${Math.max(0, height - 1.5)} rx="2"/>
    ${spacious ? inner(item, { x: x + 5, y: y + TITLE, width: width - 10, height: height - TITLE - 5 }) : ''}
    ${letters > 3 && height > 20 ? svg`<text x=${x + 8} y=${y + 18}>${tail(item.name, letters)}</text>` : ''}
    ${letters > 5 && height > 38 ? svg`<text class="size" x=${x + 8} y=${y + 33}>${bytes(item.size)}</text>` : ''}
  </g>`;
}

/** What a part is made of, in outline. */
function inner(item, box) {
  return treemap(item.children ?? [], box)
    .filter(({ width, height }) => width > 3 && height > 3)
    .map(
      (part) => svg`<rect class="inner" x=${part.x + 0.5} y=${part.y + 0.5} width=${part.width - 1}
        height=${part.height - 1} rx="1"/>
        ${part.width > 70 && part.height > 18
          ? svg`<text class="size" x=${part.x + 5} y=${part.y + 14}>${tail(part.item.name, Math.floor((part.width - 10) / 6.4))}</text>`
          : ''}`,
    );
}

function tail(name, letters) {
  return name.length > letters ? `…${name.slice(1 - letters)}` : name;
}
