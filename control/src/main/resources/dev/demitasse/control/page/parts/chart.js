// A chart over time, drawn by uPlot. An element of its own, since it lives as long as its place in the page does.

import uPlot from '/page/uplot/uPlot.esm.js';

const HEIGHT = 132;
const AXIS = 48;

/**
 * {@code <demi-chart>}: set {@code what} to {title, format, steps, lines: [{label, kind}]} first, then {@code span} to
 * the seconds shown and {@code data} to the times in seconds and a list of values for each line. Kinds: 'main', 'second',
 * 'bars'; steps are what may be between the lines of the grid.
 */
class Chart extends HTMLElement {
  #plot = null;
  #what = null;
  #data = null;
  #span = 300;
  #figure = document.createElement('div');
  #value = document.createElement('span');
  #resize = new ResizeObserver(() => this.#fit());
  #retheme = () => this.#build();

  set what(what) {
    if (this.#what?.title !== what.title) {
      this.#what = what;
      this.#build();
    }
  }

  set span(span) {
    this.#span = span;
  }

  set data(data) {
    if (this.#data !== data) {
      this.#data = data;
      this.#plot?.setData(data);
      this.#tell(null);
    }
  }

  connectedCallback() {
    const head = document.createElement('p');
    const title = document.createElement('span');
    title.textContent = this.#what?.title ?? '';
    head.append(title, this.#value);
    this.#figure.className = 'plot';
    this.replaceChildren(head, this.#figure);
    this.setAttribute('role', 'img');
    this.#resize.observe(this);
    document.addEventListener('theme', this.#retheme);
    this.#build();
    this.#tell(null);
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    document.removeEventListener('theme', this.#retheme);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #fit() {
    const width = Math.floor(this.#figure.clientWidth);
    if (this.#plot !== null && width > 0 && this.#plot.width !== width) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  }

  #colours() {
    const probe = document.createElement('i');
    this.append(probe);
    const colour = (name) => {
      probe.className = `ink-${name}`;
      return getComputedStyle(probe).color;
    };
    const all = {
      main: colour('accent'),
      wash: colour('wash'),
      second: colour('soft'),
      line: colour('line'),
      text: colour('soft'),
    };
    probe.remove();
    return all;
  }

  #build() {
    if (!this.isConnected || this.#what === null) {
      return;
    }
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(this.#colours()), this.#data ?? [[], []], this.#figure);
    this.#fit();
  }

  #options(colours) {
    const { format, lines } = this.#what;
    const family = getComputedStyle(this).fontFamily;
    const axis = { stroke: colours.text, font: `11px ${family}`, ticks: { show: false } };
    return {
      width: Math.max(200, Math.floor(this.#figure.clientWidth)),
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 18, 0, 0],
      cursor: {
        sync: { key: 'charts' },
        points: { size: 5 },
        drag: { x: false, y: false },
      },
      hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx ?? null)] },
      scales: {
        x: { range: () => this.#window() },
        y: { range: (_, __, most) => [0, most > 0 ? most * 1.15 : 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          space: 44,
          incrs: [60, 300, 600, 1800, 3600],
          values: (_, times) => times.map(clock),
        },
        {
          ...axis,
          grid: { stroke: colours.line, width: 1 },
          size: AXIS,
          space: 34,
          ...(this.#what.steps === undefined ? {} : { incrs: this.#what.steps }),
          values: (_, values) => values.map((value) => (value === null ? '' : format(value))),
        },
      ],
      series: [{}, ...lines.map(({ label, kind }) => series(label, kind, colours))],
    };
  }

  /** The time shown ends with the last value. */
  #window() {
    const last = this.#data?.[0].at(-1) ?? Date.now() / 1000;
    return [last - this.#span, last];
  }

  /** Says the values under the pointer, or the last. */
  #tell(index) {
    if (this.#what === null || this.#data === null) {
      return;
    }
    const at = index ?? this.#data[0].length - 1;
    const { title, format, lines } = this.#what;
    const text = lines
      .map(({ label }, i) => {
        const value = this.#data[i + 1]?.[at];
        const said = value === undefined || value === null ? '–' : format(value);
        return lines.length > 1 ? `${label} ${said}` : said;
      })
      .join('  ');
    this.#value.textContent = text;
    if (index === null) {
      this.setAttribute('aria-label', `${title}: ${text}`);
    }
  }
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function series(label, kind, colours) {
  if (kind === 'bars') {
    return {
      label,
      stroke: colours.main,
      fill: colours.main,
      width: 0,
      paths: uPlot.paths.bars({ size: [0.8, 8, 2] }),
      points: { show: false },
    };
  }
  return {
    label,
    stroke: kind === 'main' ? colours.main : colours.second,
    fill: kind === 'main' ? colours.wash : undefined,
    width: 1.5,
    spanGaps: false,
    points: { show: false },
  };
}

customElements.define('demi-chart', Chart);
