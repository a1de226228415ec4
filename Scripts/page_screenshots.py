"""Takes the pictures of docs/screenshots in headless Chromium; started by Scripts/screenshots."""
import base64, io, os, sys

from check_pages import Chromium
from PIL import Image

MOST_BYTES = 150_000
DESKTOP, PHONE = (1200, 900), (390, 844)


def shoot(browser, page, picture, theme='light', window=DESKTOP, height=2000, selector=None):
    """A picture from the page's top, or from an element, down to `height` pixels, with as many colors as fit."""
    browser.open(page, True, theme, *window)
    top = 0
    if selector:
        top = browser.run(f"document.querySelector('{selector}').getBoundingClientRect().top + scrollY - 16")
    image = browser.call('Page.captureScreenshot', format='png', captureBeyondViewport=True)
    whole = Image.open(io.BytesIO(base64.b64decode(image['data']))).convert('RGB')
    cut = whole.crop((0, int(top), whole.width, min(whole.height, int(top) + height)))
    while True:
        for colors in (128, 64):
            cut.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)
            if os.path.getsize(picture) <= MOST_BYTES:
                print(f'{os.path.basename(picture)}  {cut.width} x {cut.height}, {os.path.getsize(picture) // 1000} kB')
                return
        cut = cut.crop((0, 0, cut.width, cut.height * 3 // 4))


def main():
    report, diff, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    browser = Chromium()
    try:
        names = sorted(name[:-len('.html')] for name in os.listdir(report) if name.endswith('.html'))
        for name in names:
            page = f'{report}/{name}.html'
            shoot(browser, page, f'{folder}/{name}-light.png')
            if name in ('index', 'results'):
                shoot(browser, page, f'{folder}/{name}-dark.png', theme='dark')
                shoot(browser, page, f'{folder}/{name}-phone.png', window=PHONE, height=1400)
        shoot(browser, f'{report}/modeling.html', f'{folder}/scans-light.png', height=720,
              selector='details[open] figure.scans')
        shoot(browser, f'{report}/results.html', f'{folder}/compare-dark.png', theme='dark', height=900,
              selector='figure.scans')
        shoot(browser, diff, f'{folder}/diff-light.png', height=1600)
    finally:
        browser.close()


if __name__ == '__main__':
    main()
