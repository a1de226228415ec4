private import Digest
private import Foundation

/// What makes a page handier where scripts run; everything on the page can be read and used without.
///
/// It asks for nothing: the page's policy names this text by its digest and lets no other run.
enum PageScript {
  /// The policy's word for the script.
  static var digest: String {
    "'sha256-\(Data(SHA256Digest(of: text).bytes).base64EncodedString())'"
  }

  /// The element that holds the script.
  static var element: String { "<script>\(text)</script>" }

  static let text = """
    (() => {
    'use strict';
    const make = (name, props, ...children) => {
      const node = Object.assign(document.createElement(name), props);
      node.append(...children);
      return node;
    };
    const svgMake = (name, attributes) => {
      const node = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const key in attributes) node.setAttribute(key, attributes[key]);
      return node;
    };

    // Tables are sorted by a click on a heading; a second click turns the order.
    const number = text => {
      const found = text.replace(/\\u2212/g, '-').match(/^[-+]?[0-9.]+(e[-+]?[0-9]+)?/i);
      return found ? parseFloat(found[0]) : NaN;
    };
    for (const table of document.querySelectorAll('figure.table table, #stages-table table')) {
      const body = table.tBodies[0];
      if (!body || body.rows.length < 2) continue;
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = make('button', {type: 'button', className: 'sort', title: 'Sort by this column'});
        button.append(...head.childNodes);
        head.append(button);
        button.onclick = () => {
          const down = head.getAttribute('aria-sort') === 'ascending';
          const isNumber = head.classList.contains('number');
          for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
          head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
          const key = row => row.cells[column].dataset.order || row.cells[column].textContent.trim();
          const rows = [...body.rows].sort((one, other) => {
            let order = isNumber ? number(key(one)) - number(key(other)) : key(one).localeCompare(key(other));
            if (isNumber) {
              const missing = [key(one), key(other)].map(text => isNaN(number(text)));
              if (missing[0] || missing[1]) return missing[0] - missing[1];
            }
            return down ? -order : order;
          });
          body.append(...rows);
        };
      });
    }

    // Commands can be copied.
    for (const code of document.querySelectorAll('.command')) {
      const button = make('button', {type: 'button', className: 'copy', textContent: 'copy'});
      button.onclick = async () => {
        try { await navigator.clipboard.writeText(code.textContent); button.textContent = 'copied'; }
        catch { getSelection().selectAllChildren(code); button.textContent = 'press Ctrl+C'; }
      };
      code.after(' ', button);
    }

    // Two predictions are wiped against each other: one on the left of the bar, the other on the right.
    document.querySelectorAll('figure.scans').forEach((figure, number) => {
      const layers = [...figure.querySelectorAll('.layers label')].map((label, index) => ({
        name: label.textContent, box: label.querySelector('input'), index,
        isPrediction: !!label.querySelector('path.prediction')}));
      const predictions = layers.filter(layer => layer.isPrediction);
      if (predictions.length < 2) return;
      const options = () => predictions.map(layer =>
        make('option', {value: layer.index, textContent: layer.name}));
      const left = make('select', {ariaLabel: 'left of the bar'}, ...options());
      const right = make('select', {ariaLabel: 'right of the bar'}, ...options());
      right.selectedIndex = 1;
      const bar = make('input', {type: 'range', min: 0, max: 100, value: 50, ariaLabel: 'place of the bar, percent'});
      const on = make('input', {type: 'checkbox'});
      figure.querySelector('.layers').after(make('div', {className: 'wipe'},
        make('label', {}, on, ' Wipe'), left, bar, right));
      const clips = svgMake('svg', {width: 0, height: 0, 'aria-hidden': 'true', class: 'store'});
      const rects = ['a', 'b'].map(side => {
        const clip = svgMake('clipPath', {id: `wipe-${number}-${side}`});
        const rect = svgMake('rect', {y: 0, x: 0});
        clip.append(rect);
        clips.append(clip);
        return rect;
      });
      figure.append(clips);
      const update = () => {
        const scans = [...figure.querySelectorAll('.scan svg, .zoom svg')];
        const box = scans[0].viewBox.baseVal;
        const x = box.width * bar.value / 100;
        for (const rect of rects) rect.setAttribute('height', box.height);
        rects[0].setAttribute('width', x);
        rects[1].setAttribute('x', x);
        rects[1].setAttribute('width', box.width - x);
        for (const svg of scans) {
          svg.querySelectorAll('.wipe-bar').forEach(line => line.remove());
          for (const layer of predictions) svg.querySelectorAll('.l' + layer.index).forEach(path => {
            const side = layer.index == left.value ? 'a' : layer.index == right.value ? 'b' : '';
            path.style.clipPath = on.checked && side ? `url(#wipe-${number}-${side})` : '';
            path.style.display = on.checked && side ? 'inline' : '';
          });
          if (on.checked) svg.append(svgMake('line', {class: 'wipe-bar', x1: x, x2: x, y1: 0, y2: box.height,
            stroke: '#fff', 'stroke-width': 1.5, 'vector-effect': 'non-scaling-stroke'}));
        }
      };
      const start = () => { on.checked = true; update(); };
      on.onchange = update;
      bar.oninput = left.onchange = right.onchange = start;
      figure.addEventListener('zoomed', () => { if (on.checked) update(); });
    });

    // A scan fills the window: arrows step, plus and minus or the wheel zoom, dragging moves, Escape leaves.
    document.querySelectorAll('figure.scans').forEach(figure => {
      const scans = [...figure.querySelectorAll('.scan')];
      const title = make('p', {className: 'zoom-title'});
      const stage = make('div', {className: 'zoom-stage'});
      const button = (text, label, act) =>
        make('button', {type: 'button', textContent: text, ariaLabel: label, onclick: act});
      let at = 0, scale = 1, x = 0, y = 0;
      const dialog = make('dialog', {className: 'zoom', ariaLabel: 'Enlarged scan'},
        make('div', {className: 'zoom-bar'}, title,
          button('\\u2190', 'previous scan', () => go(at - 1)), button('\\u2192', 'next scan', () => go(at + 1)),
          button('\\u2212', 'zoom out', () => zoom(1 / 1.4)), button('+', 'zoom in', () => zoom(1.4)),
          button('\\u00d7', 'close', () => dialog.close())), stage);
      figure.append(dialog);
      const place = () => { stage.firstChild.style.transform = `translate(${x}px,${y}px) scale(${scale})`; };
      const zoom = factor => {
        scale = Math.min(16, Math.max(1, scale * factor));
        if (scale === 1) x = y = 0;
        place();
      };
      const go = index => {
        at = (index + scans.length) % scans.length;
        stage.replaceChildren(scans[at].querySelector('.stack').cloneNode(true));
        const box = stage.querySelector('svg').viewBox.baseVal;
        stage.style.setProperty('--aspect', box.width / box.height);
        title.textContent = scans[at].querySelector('figcaption').firstChild.textContent;
        scale = 1; x = y = 0;
        place();
        history.replaceState(null, '', '#' + scans[at].id);
        figure.dispatchEvent(new Event('zoomed'));
      };
      scans.forEach((scan, index) => {
        scan.querySelector('.enlarge').onclick = event => {
          event.preventDefault();
          dialog.showModal();
          go(index);
        };
      });
      dialog.onkeydown = event => {
        const act = {ArrowLeft: () => go(at - 1), ArrowRight: () => go(at + 1), '+': () => zoom(1.4),
          '=': () => zoom(1.4), '-': () => zoom(1 / 1.4)}[event.key];
        if (act) { event.preventDefault(); act(); }
      };
      dialog.onclose = () => scans[at].querySelector('.enlarge').focus();
      stage.onwheel = event => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15); };
      stage.onpointerdown = event => { stage.setPointerCapture(event.pointerId); };
      stage.onpointermove = event => {
        if (!event.buttons || scale === 1) return;
        x += event.movementX; y += event.movementY;
        place();
      };
    });

    // Print shows what is folded.
    addEventListener('beforeprint', () => {
      for (const fold of document.querySelectorAll('details:not([open])')) {
        fold.open = true;
        fold.dataset.opened = '';
      }
    });
    addEventListener('afterprint', () => {
      for (const fold of document.querySelectorAll('details[data-opened]')) {
        fold.open = false;
        delete fold.dataset.opened;
      }
    });
    document.documentElement.classList.add('scripted');
    })();
    """
}
