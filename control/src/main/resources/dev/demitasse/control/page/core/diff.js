// What differs between two texts, line by line: the longest common subsequence, which for files of some dozen lines is
// quick enough.

/** The lines of both: [' ', same], ['-', only in the first], ['+', only in the second]. */
export function diff(before, after) {
  const a = lines(before);
  const b = lines(after);
  const longest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const all = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      all.push([' ', a[i]]);
      i++;
      j++;
    } else if (i < a.length && (j === b.length || longest[i + 1][j] >= longest[i][j + 1])) {
      all.push(['-', a[i++]]);
    } else {
      all.push(['+', b[j++]]);
    }
  }
  return all;
}

function lines(text) {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
