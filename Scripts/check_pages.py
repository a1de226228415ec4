"""Checks woven pages in headless Chromium; started by Scripts/check-pages."""
import argparse, base64, io, json, os, re, subprocess, sys, tempfile, time, urllib.request

import nbconvert
import nbformat
import websocket
from PIL import Image

PROBLEMS = []


def problem(page, text):
    PROBLEMS.append(f'{os.path.basename(page)}: {text}')
    print('  PROBLEM', PROBLEMS[-1])


class Chromium:
    """A headless browser, driven by the DevTools protocol."""

    def __init__(self):
        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            ['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
             '--remote-debugging-port=0', '--remote-allow-origins=*', f'--user-data-dir={self.profile}', 'about:blank'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = f'{self.profile}/DevToolsActivePort'
        for _ in range(600):
            if os.path.exists(port_file) and open(port_file).read().count('\n') >= 1:
                break
            time.sleep(0.1)
        port = open(port_file).readline().strip()
        pages = json.load(urllib.request.urlopen(f'http://127.0.0.1:{port}/json'))
        address = next(page for page in pages if page['type'] == 'page')['webSocketDebuggerUrl']
        self.socket = websocket.create_connection(address, max_size=None, timeout=120)
        self.count = 0
        self.events = []
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(f'{domain}.enable')

    def call(self, method, **params):
        self.count += 1
        self.socket.send(json.dumps({'id': self.count, 'method': method, 'params': params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get('id') == self.count:
                if 'error' in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message['result']
            self.events.append(message)

    def wait(self, method, seconds=120):
        end = time.time() + seconds
        while time.time() < end:
            for event in self.events:
                if event.get('method') == method:
                    return
            self.events.append(json.loads(self.socket.recv()))
        raise RuntimeError(f'no {method} within {seconds} s')

    def open(self, path, scripts, theme, width, height):
        self.call('Emulation.setScriptExecutionDisabled', value=not scripts)
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call('Emulation.setEmulatedMedia', media='screen',
                  features=[{'name': 'prefers-color-scheme', 'value': theme},
                            {'name': 'prefers-reduced-motion', 'value': 'reduce'}])
        self.events = []
        self.call('Page.navigate', url='file://' + path)
        self.wait('Page.loadEventFired')

    def run(self, expression):
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(str(result['exceptionDetails'])[:600])
        return result['result'].get('value')

    def key(self, key, code=None, number=0):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=code or key, windowsVirtualKeyCode=number)

    def screenshot(self, path, clip_height):
        image = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=True)
        picture = Image.open(io.BytesIO(base64.b64decode(image['data']))).convert('RGB')
        picture = picture.crop((0, 0, picture.width, min(picture.height, clip_height)))
        for colors in (256, 128, 96, 64, 48, 32):
            small = picture.quantize(colors, dither=Image.Dither.NONE)
            small.save(path, optimize=True)
            if os.path.getsize(path) < 290_000:
                return

    def close(self):
        self.process.terminate()
        self.process.wait()


# Runs in the page: everything that can be said without looking.
AUDIT = r'''(() => {
  const found = [];
  const seen = {};
  for (const node of document.querySelectorAll('[id]')) {
    if (seen[node.id]) found.push('id twice: ' + node.id);
    seen[node.id] = true;
  }
  for (const image of document.querySelectorAll('img')) {
    if (!image.hasAttribute('alt')) found.push('image without alt');
    else if (!image.alt && !image.classList.contains('ground')) found.push('image with empty alt');
  }
  for (const svg of document.querySelectorAll('svg')) {
    if (svg.closest('[aria-hidden=true]') || svg.closest('[role=img][aria-label]')) continue;
    if (!svg.getAttribute('aria-label') && !svg.querySelector('title') && !svg.closest('[aria-label]'))
      found.push('drawing without words');
  }
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]);
  if (levels.filter(level => level === 1).length !== 1) found.push('not one h1');
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) found.push('heading level skipped'); });
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1))))
      found.push('link to nowhere: ' + link.getAttribute('href'));
  }
  for (const node of document.querySelectorAll('[src],link[href],image[href]')) {
    const at = node.getAttribute('src') || node.getAttribute('href');
    if (/^(https?:)?\/\//.test(at)) found.push('outside: ' + at);
  }
  for (const control of document.querySelectorAll('button,select,input,a[href]')) {
    const name = control.getAttribute('aria-label') || control.ariaLabel || control.textContent.trim()
      || (control.labels && [...control.labels].map(l => l.textContent).join('').trim()) || control.title
      || control.querySelector?.('[aria-label]')?.getAttribute('aria-label');
    if (!name) found.push('control without name: ' + control.outerHTML.slice(0, 80));
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.querySelector('th[scope]') && !table.closest('main').querySelector('th')) found.push('table without scope');
  }
  if (document.documentElement.scrollWidth > innerWidth + 1)
    found.push('wider than the window: ' + document.documentElement.scrollWidth + ' > ' + innerWidth);
  return found;
})()'''

# Contrast of every text against what lies behind it.
CONTRAST = r'''(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  canvas.canvas.width = canvas.canvas.height = 1;
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => i < 3 ? v : v / 255);
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const worst = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility()) continue;
    if (['SCRIPT', 'STYLE', 'TITLE', 'title', 'desc', 'OPTION'].includes(node.tagName)) continue;
    const style = getComputedStyle(node);
    let opacity = 1;
    for (let at = node; at; at = at.parentElement) opacity *= +getComputedStyle(at).opacity;
    const ground = behind(node);
    const paint = rgba(node instanceof SVGElement ? style.fill : style.color);
    const text = over([paint[0], paint[1], paint[2], paint[3] * opacity], ground);
    const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const name = node.tagName + '.' + (node.getAttribute('class') || '');
    if (ratio < 4.5 && !(worst[name] <= ratio)) worst[name] = ratio;
  }
  return Object.entries(worst).map(([name, ratio]) => 'contrast ' + ratio.toFixed(2) + ' at ' + name);
})()'''


def events(browser, path):
    for event in browser.events:
        method, params = event.get('method'), event.get('params', {})
        if method == 'Runtime.exceptionThrown':
            problem(path, 'script error: ' + json.dumps(params['exceptionDetails'])[:300])
        if method == 'Runtime.consoleAPICalled' and params['type'] in ('error', 'warning'):
            problem(path, 'console: ' + json.dumps(params['args'])[:300])
        if method == 'Log.entryAdded' and params['entry']['level'] in ('error', 'warning'):
            problem(path, 'log: ' + params['entry']['text'][:300])
        if method == 'Network.requestWillBeSent':
            url = params['request']['url']
            if not url.startswith(('file://', 'data:')):
                problem(path, 'request: ' + url[:200])
        if method == 'Network.loadingFailed':
            problem(path, 'failed request: ' + params.get('errorText', ''))


def inspect(browser, path, screenshots):
    name = os.path.basename(path)[:-len('.html')]
    size = os.path.getsize(path)
    if size > 5_000_000:
        problem(path, f'{size} bytes, more than 5 MB')
    text = open(path, encoding='utf-8').read()
    for url in re.findall(r'(?:src|href)=["\']((?:https?:)?//[^"\']+)', text):
        problem(path, 'outside URL ' + url)
    for theme in ('light', 'dark'):
        for width, height in ((1280, 900), (390, 844)):
            for scripts in (True, False):
                browser.open(path, scripts, theme, width, height)
                if scripts:
                    for found in sorted(set(browser.run(AUDIT) + browser.run(CONTRAST))):
                        problem(path, f'{found} ({theme}, {width} px)')
                events(browser, path)
                if screenshots:
                    suffix = f"{theme}{'-phone' if width < 600 else ''}{'' if scripts else '-noscript'}"
                    browser.screenshot(f'{screenshots}/{name}-{suffix}.png', 2600 if width > 600 else 1900)
    print(f'  {name}.html  {size / 1000:.0f} kB')


def keyboard(browser, path):
    """Tabs through the page: every stop must be seen; sorts a table, opens and steps the enlarged scan."""
    browser.open(path, True, 'light', 1280, 900)
    stops = []
    for _ in range(400):
        browser.key('Tab', number=9)
        stop = browser.run('''(() => { const node = document.activeElement;
            if (!node || node === document.body) return null;
            const style = getComputedStyle(node);
            return [node.tagName + '.' + (node.getAttribute('class') || ''),
                    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0]; })()''')
        if stop is None:
            break
        stops.append(stop)
    if not stops or 'skip' not in stops[0][0]:
        problem(path, 'the first stop is not the skip link')
    for name in sorted({name for name, visible in stops if not visible}):
        problem(path, f'focus not seen at {name}')
    done = browser.run('''(() => { const done = [];
        const sort = document.querySelector('button.sort');
        if (sort) { sort.click(); done.push(sort.closest('th').getAttribute('aria-sort')); }
        const scan = document.querySelector('.scan .enlarge');
        if (scan) { scan.focus(); scan.click(); done.push(document.querySelector('dialog.zoom').open); }
        return done; })()''')
    if done and done[0] not in ('ascending', True):
        problem(path, f'sorting gives {done}')
    if True in done:
        before = browser.run("document.querySelector('.zoom-title').textContent")
        browser.key('ArrowRight', number=39)
        if browser.run("document.querySelector('.zoom-title').textContent") == before:
            problem(path, 'the right arrow does not step')
        browser.key('+', number=187)
        browser.key('Escape', number=27)
        if browser.run("document.querySelector('dialog.zoom').open"):
            problem(path, 'Escape does not close')
    events(browser, path)
    print(f'  {os.path.basename(path)}: {len(stops)} stops, {done}')


# Drives what a reader can drive; gives what was done and what did not do what it should.
INTERACT = r'''(async () => {
  const done = {}, wrong = [];
  const count = (name, good, words) => { done[name] = (done[name] || 0) + 1; if (!good) wrong.push(name + ': ' + words); };
  for (const fold of document.querySelectorAll('main details')) fold.open = true;
  for (const table of document.querySelectorAll('figure.table table, #stages-table table')) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = head.querySelector('button.sort');
      if (!button) return;
      for (const order of ['ascending', 'descending']) {
        button.click();
        const numbers = [...table.tBodies[0].rows].map(row => parseFloat(row.cells[column].dataset.order || row.cells[column].textContent))
          .filter(number => !isNaN(number));
        const sorted = !head.classList.contains('number') || numbers.every((number, i) =>
          !i || (order === 'ascending' ? numbers[i - 1] <= number : numbers[i - 1] >= number));
        count('sorts', head.getAttribute('aria-sort') === order && sorted, head.textContent + ' ' + order);
      }
    });
  }
  for (const figure of document.querySelectorAll('figure.scans')) {
    figure.querySelectorAll('.layers input').forEach((box, layer) => {
      const marks = [...figure.querySelectorAll('.scan .l' + layer)];
      for (const shown of [!box.checked, box.checked]) {
        box.click();
        count('switches', marks.every(mark => (getComputedStyle(mark).display !== 'none') === shown), figure.id);
      }
    });
    const wipe = figure.querySelector('.wipe');
    if (wipe) {
      const bar = wipe.querySelector('input[type=range]'), on = wipe.querySelector('input[type=checkbox]');
      bar.value = 25;
      bar.dispatchEvent(new Event('input'));
      const lines = [...figure.querySelectorAll('.wipe-bar')];
      const width = figure.querySelector('.scan svg').viewBox.baseVal.width;
      count('wipes', on.checked && lines.length === figure.querySelectorAll('.scan svg').length
        && lines.every(line => +line.getAttribute('x1') === width / 4), figure.id);
      on.click();
      count('wipes', !figure.querySelector('.wipe-bar'), figure.id + ' goes on');
    }
    const dialog = figure.querySelector('dialog.zoom');
    figure.querySelector('.scan .enlarge').click();
    const press = key => dialog.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    press('+');
    const stage = dialog.querySelector('.zoom-stage');
    count('zooms', dialog.open && stage.firstChild.style.transform.includes('scale(1.4)'), figure.id);
    press('ArrowRight');
    count('zooms', location.hash === '#' + (figure.querySelectorAll('.scan')[1] || figure.querySelector('.scan')).id,
      figure.id + ' steps to ' + location.hash);
    dialog.close();
  }
  for (const link of document.querySelectorAll('.paper a[href^="#"]')) {
    const scan = document.getElementById(link.getAttribute('href').slice(1));
    count('points', !!scan && scan.classList.contains('scan'), link.getAttribute('href'));
  }
  return [done, wrong];
})()'''


def interact(browser, path):
    """Sorts every column both ways, turns every switch, wipes, enlarges, steps; points lead to scans."""
    browser.open(path, True, 'light', 1280, 900)
    done, wrong = browser.run(INTERACT)
    for words in sorted(set(wrong)):
        problem(path, words)
    events(browser, path)
    print(f"  {os.path.basename(path)}: {', '.join(f'{count} {name}' for name, count in done.items()) or 'nothing to drive'}")


def lazy(browser, path):
    """Pictures beside the page are loaded when they come into sight, from file:// too."""
    browser.open(path, True, 'light', 1280, 900)
    counts = browser.run('''(async () => { const images = [...document.querySelectorAll('img[loading=lazy]')];
        for (const fold of document.querySelectorAll('details')) fold.open = true;
        const before = images.filter(image => image.complete && image.naturalWidth).length;
        for (const image of images) { image.loading = 'eager'; }
        for (let i = 0; i < 100 && !images.every(image => image.complete); i++) await new Promise(r => setTimeout(r, 100));
        return [images.length, before, images.filter(image => image.naturalWidth).length]; })()''')
    if counts[2] != counts[0]:
        problem(path, f'{counts[0] - counts[2]} pictures beside the page do not load')
    events(browser, path)
    print(f'  {os.path.basename(path)}: {counts[0]} pictures beside it, {counts[1]} loaded at first, all load')


def other_forms(folder):
    for name in sorted(os.listdir(folder)):
        path = f'{folder}/{name}'
        if name.endswith('.ipynb'):
            notebook = nbformat.read(path, 4)
            nbformat.validate(notebook)
            html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
            ids = [cell['id'] for cell in notebook.cells]
            if len(set(ids)) != len(ids):
                problem(path, 'cell ids twice')
            print(f'  {name}: {len(notebook.cells)} cells, {os.path.getsize(path) / 1000:.0f} kB, '
                  f'renders to {len(html) / 1000:.0f} kB')
        if name.endswith('.md'):
            html = subprocess.run(
                ['cmark-gfm', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink', '--unsafe', path],
                check=True, capture_output=True, text=True).stdout
            images = re.findall(r'<img src="([^"]+)"', html)
            for image in images:
                if not os.path.exists(f'{folder}/{image}'):
                    problem(path, f'no such image: {image}')
            for alt in re.findall(r'<img [^>]*alt=""', html):
                problem(path, 'image without alt: ' + alt)
            print(f"  {name}: {len(images)} images, all there, {html.count('<table>')} tables")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('pages')
    arguments.add_argument('sidecar')
    arguments.add_argument('--screenshots')
    given = arguments.parse_args()
    if given.screenshots:
        os.makedirs(given.screenshots, exist_ok=True)
    browser = Chromium()
    try:
        pages = sorted(f'{given.pages}/{name}' for name in os.listdir(given.pages) if name.endswith('.html'))
        print('pages, scripts on and off, light and dark, 1280 and 390 px:')
        for page in pages:
            inspect(browser, page, given.screenshots)
        print('keyboard:')
        for page in pages:
            keyboard(browser, page)
        print('tables, switches, wipes, enlarged scans, points that lead to scans:')
        for page in pages:
            interact(browser, page)
        print('pictures beside the pages:')
        for page in pages:
            lazy(browser, f'{given.sidecar}/{os.path.basename(page)}')
    finally:
        browser.close()
    print('notebooks and Markdown:')
    other_forms(given.pages)
    print(f'{len(pages)} pages, {len(PROBLEMS)} problems')
    sys.exit(1 if PROBLEMS else 0)


if __name__ == "__main__":
    main()
