/**
 * The interactive scatter. Its data lie in the page as JSON:
 *
 * @typedef {{ evaluatedOn: string, labels: number[], classNames: string[], styles: { color: string, path: string }[],
 *   sheet?: string, tile?: { width: number, height: number, columns: number } }} Samples
 * @typedef {{ name: string, axes: string, samples: number, epochs: number[], points: string, neighbours: string }} Cloud
 *
 * `points` are int16 [frames, n, 2] with the box at ±16000, `neighbours` uint16 [n, k]; both in base64.
 */
const EDGE = 17_000;
const REACH = 16;
const GLIDE_MS = 320;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const LIGHT = { ink: '#1b1f24', muted: '#57606a', halo: 'rgba(255, 255, 255, 0.85)' };
const DARK = {
  ink: '#e6edf3',
  muted: '#a3adb8',
  halo: 'rgba(13, 17, 23, 0.85)',
  brighter: { '#333b46': '#b9c3cd', '#0072b2': '#4aa3df' }, // classes whose colours hardly show
};

const bytesOf = text => Uint8Array.from(atob(text), char => char.charCodeAt(0)).buffer;

/** A new element with attributes and children; text is never read as markup. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

class Explorer {
  #data;
  #root;
  #canvas;
  #slider;
  #output;
  #play;
  #shown;
  #cloud;
  #samples;
  #frames;
  #neighbours;
  #from;
  #at;
  #to;
  #moved = 0;
  #selected = -1;
  #chosen = -1; // the class that is picked in the legend
  #playing = false;
  #printed = false;

  constructor(root, data) {
    this.#data = data;
    this.#root = root;
    this.#canvas = root.querySelector('canvas');
    this.#slider = root.querySelector('input');
    this.#output = root.querySelector('output');
    this.#play = root.querySelector('.play');
    this.#shown = root.querySelector('.shown');
    root.querySelector('select')?.addEventListener('change', event => this.#open(Number(event.target.value)));
    this.#slider.addEventListener('input', () => {
      this.#playing = false;
      this.#showFrame();
    });
    this.#play.addEventListener('click', () => this.#togglePlay());
    this.#canvas.addEventListener('pointermove', event => this.#select(this.#nearest(event)));
    this.#canvas.addEventListener('pointerdown', event => this.#select(this.#nearest(event)));
    this.#canvas.addEventListener('pointerleave', event => event.pointerType === 'mouse' && this.#select(-1));
    this.#canvas.addEventListener('keydown', event => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    dark.addEventListener('change', () => this.#draw());
    addEventListener('beforeprint', () => this.#draw(true));
    addEventListener('afterprint', () => this.#draw());
    this.#open(0);
  }

  #open(index) {
    this.#cloud = this.#data.clouds[index];
    this.#samples = this.#data.samples[this.#cloud.samples];
    const n = this.#samples.labels.length;
    const points = new Int16Array(bytesOf(this.#cloud.points));
    this.#frames = this.#cloud.epochs.map((_, k) => Float32Array.from(points.subarray(k * n * 2, (k + 1) * n * 2)));
    this.#neighbours = new Uint16Array(bytesOf(this.#cloud.neighbours));
    this.#slider.max = String(this.#frames.length - 1);
    this.#slider.value = this.#slider.max;
    this.#slider.disabled = this.#play.disabled = this.#frames.length < 2;
    this.#root.querySelector('.axes').textContent = `${this.#samples.evaluatedOn}. ${this.#cloud.axes}`;
    this.#canvas.setAttribute('aria-label', `Scatter of ${n} points; arrow keys go from point to point`);
    this.#at = this.#to = this.#from = this.#frames.at(-1);
    this.#playing = false;
    this.#chosen = -1;
    this.#legend();
    this.#select(-1);
    this.#showFrame();
  }

  get #n() {
    return this.#samples.labels.length;
  }

  #showFrame() {
    const frame = Number(this.#slider.value);
    const epoch = this.#cloud.epochs[frame];
    this.#output.textContent = epoch === 0 ? 'untrained' : `epoch ${epoch.toFixed(2)}`;
    this.#slider.setAttribute('aria-valuetext', this.#output.textContent);
    this.#play.textContent = this.#playing ? 'Pause' : 'Play';
    this.#from = this.#at;
    this.#to = this.#frames[frame];
    this.#moved = calm.matches ? Number.NEGATIVE_INFINITY : performance.now();
    requestAnimationFrame(() => this.#glide());
  }

  #glide() {
    const t = Math.min(1, (performance.now() - this.#moved) / GLIDE_MS);
    const part = this.#playing ? t : t * t * (3 - 2 * t);
    const [from, to] = [this.#from, this.#to];
    this.#at = t === 1 ? to : from.map((value, i) => value + part * (to[i] - value));
    this.#draw();
    if (t < 1) requestAnimationFrame(() => this.#glide());
    else if (this.#playing) this.#next();
  }

  #togglePlay() {
    this.#playing = !this.#playing;
    if (this.#playing && this.#slider.value === this.#slider.max) this.#slider.value = '0';
    this.#showFrame();
  }

  #next() {
    this.#slider.value = String(Number(this.#slider.value) + 1);
    this.#playing = this.#slider.value !== this.#slider.max;
    this.#showFrame();
  }

  #place(i) {
    const size = this.#canvas.clientWidth;
    return [(0.5 + this.#at[2 * i] / (2 * EDGE)) * size, (0.5 - this.#at[2 * i + 1] / (2 * EDGE)) * size];
  }

  #nearest({ offsetX, offsetY }) {
    let [best, least] = [-1, REACH];
    for (let i = 0; i < this.#n; i++) {
      const [x, y] = this.#place(i);
      const distance = Math.hypot(x - offsetX, y - offsetY);
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') this.#select(-1);
    if (step === undefined) return;
    event.preventDefault();
    this.#select((Math.max(this.#selected, step < 0 ? 0 : -1) + step + this.#n) % this.#n);
  }

  #select(point) {
    if (point === this.#selected && point >= 0) return;
    this.#selected = point;
    this.#shown.replaceChildren(...(point < 0 ? this.#hint() : this.#about(point)));
    this.#draw();
  }

  #hint() {
    const text = 'Hover over a point, or tap it, to see its image and its nearest neighbours in the trained embedding.';
    return [make('p', { class: 'muted' }, text)];
  }

  #near(point) {
    const k = this.#neighbours.length / this.#n;
    return Array.from(this.#neighbours.subarray(point * k, (point + 1) * k));
  }

  #about(point) {
    const { labels, classNames } = this.#samples;
    const neighbours = this.#near(point).map(other => {
      const verdict = labels[other] === labels[point] ? 'right' : 'wrong';
      const name = `${verdict === 'right' ? '✓' : '✕'} ${classNames[labels[other]]}`;
      return make('li', { class: verdict }, ...this.#sprite(other, 44), name);
    });
    return [
      ...this.#sprite(point, 130),
      make('p', {}, make('strong', {}, classNames[labels[point]]), ` · sample ${point + 1} of ${this.#n}`),
      make('p', { class: 'muted' }, 'Nearest neighbours'),
      make('ul', { class: 'neighbours' }, ...neighbours),
    ];
  }

  /** A sample's image, about `side` pixels wide; none where samples are no images. */
  #sprite(point, side) {
    const { tile, sheet, labels, classNames } = this.#samples;
    if (!tile) return [];
    const scale = Math.max(1, Math.round(side / Math.max(tile.width, tile.height)));
    const [width, height] = [tile.width * scale, tile.height * scale];
    const [column, row] = [point % tile.columns, Math.floor(point / tile.columns)];
    const image = make('div', {
      class: 'sprite',
      role: 'img',
      'aria-label': `An image of ${classNames[labels[point]]}`,
    });
    Object.assign(image.style, {
      width: `${width}px`,
      height: `${height}px`,
      backgroundImage: `url(${this.#data.sheets[sheet]})`,
      backgroundSize: `${width * tile.columns}px auto`,
      backgroundPosition: `${-column * width}px ${-row * height}px`,
    });
    return [image];
  }

  #legend() {
    const { labels, classNames, styles } = this.#samples;
    const used = [...new Set(labels)].sort((a, b) => a - b);
    const entry = label => {
      const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      icon.setAttribute('viewBox', '-6 -6 12 12');
      icon.setAttribute('aria-hidden', 'true');
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', styles[label].path);
      path.setAttribute('fill', styles[label].color);
      icon.append(path);
      const button = make('button', { type: 'button', 'aria-pressed': 'false' }, icon, classNames[label]);
      button.addEventListener('click', () => this.#choose(label, button));
      return make('li', {}, button);
    };
    this.#root.querySelector('.legend').replaceChildren(...(used.length > 20 ? [] : used.map(entry)));
  }

  /** Shows one class among the others; the same one again shows all. */
  #choose(label, button) {
    this.#chosen = this.#chosen === label ? -1 : label;
    for (const each of this.#root.querySelectorAll('.legend button')) {
      each.setAttribute('aria-pressed', String(each === button && this.#chosen >= 0));
    }
    this.#select(-1);
  }

  get #colors() {
    return dark.matches && !this.#printed ? DARK : LIGHT;
  }

  #draw(printed = false) {
    this.#printed = printed;
    const canvas = this.#canvas;
    const size = canvas.clientWidth;
    const pixels = Math.round(size * devicePixelRatio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    const context = canvas.getContext('2d');
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, size, size);
    const scale = Math.max(0.62, Math.min(0.9, size / 700));
    for (let i = 0; i < this.#n; i++) this.#mark(context, i, scale);
    if (this.#selected >= 0) this.#highlight(context, scale);
    else this.#names(context);
  }

  #mark(context, i, scale) {
    const { labels, styles } = this.#samples;
    const [x, y] = this.#place(i);
    const style = styles[labels[i]];
    style.shape ??= new Path2D(style.path);
    const { brighter } = this.#colors;
    const shown = this.#selected >= 0 ? labels[this.#selected] : this.#chosen;
    const faded = shown >= 0 && labels[i] !== shown;
    context.save();
    context.translate(x, y);
    context.scale(scale, scale);
    context.globalAlpha = faded ? 0.16 : 0.85;
    context.fillStyle = brighter?.[style.color] ?? style.color;
    context.fill(style.shape);
    context.restore();
  }

  #highlight(context, scale) {
    const [x, y] = this.#place(this.#selected);
    context.strokeStyle = this.#colors.muted;
    context.lineWidth = 1;
    for (const other of this.#near(this.#selected)) {
      const [toX, toY] = this.#place(other);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(toX, toY);
      context.stroke();
      this.#mark(context, other, scale * 1.3);
    }
    this.#mark(context, this.#selected, scale * 1.5);
    context.strokeStyle = this.#colors.ink;
    context.lineWidth = 1.8;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.stroke();
  }

  /** The classes' names at the medians of their points, where they are few enough to be read. */
  #names(context) {
    const { labels, classNames } = this.#samples;
    const classes = [...new Set(labels)].filter(label => this.#chosen < 0 || label === this.#chosen);
    if (classes.length > 20) return;
    const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    context.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeStyle = this.#colors.halo;
    context.fillStyle = this.#colors.ink;
    for (const label of classes) {
      const places = labels.flatMap((other, i) => (other === label ? [this.#place(i)] : []));
      const [x, y] = [median(places.map(([x]) => x)), median(places.map(([, y]) => y))];
      context.strokeText(classNames[label], x, y);
      context.fillText(classNames[label], x, y);
    }
  }
}

const explorerData = document.getElementById('explorer-data');
if (explorerData) new Explorer(document.querySelector('.explorer'), JSON.parse(explorerData.textContent));
