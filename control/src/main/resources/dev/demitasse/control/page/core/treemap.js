// Rectangles whose areas are to each other as sizes are, near to squares: Bruls, Huizing and van Wijk, Squarified
// Treemaps (2000).

/**
 * Lays out.
 *
 * @param items with a size each; those without one are left out
 * @param box {x, y, width, height} that they fill
 * @returns the items with their boxes, the greatest first
 */
export function treemap(items, box) {
  const sorted = items.filter((item) => item.size > 0).sort((a, b) => b.size - a.size);
  const total = sorted.reduce((sum, item) => sum + item.size, 0);
  const scale = total === 0 ? 0 : (box.width * box.height) / total;
  const placed = [];
  let rest = { ...box };
  let i = 0;
  while (i < sorted.length) {
    const side = Math.min(rest.width, rest.height);
    let row = [sorted[i].size * scale];
    let end = i + 1;
    while (end < sorted.length) {
      const longer = [...row, sorted[end].size * scale];
      if (worst(longer, side) > worst(row, side)) {
        break;
      }
      row = longer;
      end++;
    }
    rest = lay(sorted.slice(i, end), row, rest, placed);
    i = end;
  }
  return placed;
}

/** The worst of the ratios of a row's rectangles. */
function worst(areas, side) {
  const sum = areas.reduce((all, area) => all + area, 0);
  const thick = sum / side;
  return Math.max(...areas.map((area) => Math.max(thick / (area / thick), area / thick / thick)));
}

/** Lays a row along the shorter side; returns what is left. */
function lay(items, areas, rest, placed) {
  const sum = areas.reduce((all, area) => all + area, 0);
  const upright = rest.width >= rest.height;
  const thick = sum / (upright ? rest.height : rest.width);
  let at = upright ? rest.y : rest.x;
  items.forEach((item, i) => {
    const long = areas[i] / thick;
    placed.push({
      item,
      x: upright ? rest.x : at,
      y: upright ? at : rest.y,
      width: upright ? thick : long,
      height: upright ? long : thick,
    });
    at += long;
  });
  return upright
    ? { ...rest, x: rest.x + thick, width: Math.max(0, rest.width - thick) }
    : { ...rest, y: rest.y + thick, height: Math.max(0, rest.height - thick) };
}
