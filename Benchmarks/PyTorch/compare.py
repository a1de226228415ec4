"""Times Fovea against PyTorch (and onnxruntime for predictions) in turn and prints the table of ratios.

Every row starts its programs once and warms them up; then each round does one repetition of each, one after
the other, the first changing from round to round. Never do two run at the same time. Ratios are taken
within a round, so that what slows the machine for a while slows both.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

UNET = 'unet-s5-d16_{}_4xb4-40k_hrf-256x256'
MODELS = {
    'unet_fcn': UNET.format('fcn'), 'unet_pspnet': UNET.format('pspnet'),
    'unet_deeplabv3': UNET.format('deeplabv3'),
    'pspnet_r50': 'pspnet_r50-d8_4xb4-80k_potsdam-512x512',
    'deeplabv3_r50': 'deeplabv3_r50-d8_4xb4-20k_voc12aug-512x512',
    'deeplabv3plus_r18': 'deeplabv3plus_r18-d8_4xb4-80k_potsdam-512x512',
}


class Row:
    """One comparison; `bounds` are the ratios that it should reach, by peer."""

    def __init__(self, model, mode, crop, batch=2, width=64, **bounds):
        self.model, self.mode, self.crop, self.batch, self.width = model, mode, crop, batch, width
        self.bounds = bounds
        self.name = model + (f'-w{width}' if width != 64 else '') + f'-{crop}'
        self.name += '-forward' if mode == 'forward' else ''

    def peers(self):
        """As it comes; with its memory kept; for predictions of UNets the fastest peer, onnxruntime."""
        return ['pytorch', 'big_heap'] + (['onnxruntime'] if 'onnxruntime' in self.bounds else [])


ROWS = [
    Row('unet_fcn', 'train-step', 256, pytorch=3.0, big_heap=2.5),
    Row('unet_fcn', 'train-step', 320, pytorch=3.0, big_heap=2.5),
    Row('unet_fcn', 'forward', 512, batch=1, pytorch=2.5, onnxruntime=2.0),
    Row('unet_deeplabv3', 'train-step', 256, pytorch=2.7),
    Row('unet_deeplabv3', 'train-step', 320, pytorch=2.7),
    Row('unet_pspnet', 'train-step', 256, pytorch=2.7),
    Row('unet_pspnet', 'train-step', 320, pytorch=2.7),
    Row('unet_fcn', 'train-step', 320, width=16, pytorch=2.0),
    Row('unet_fcn', 'train-step', 320, width=32, pytorch=2.0),
    Row('deeplabv3plus_r18', 'train-step', 512, pytorch=1.3),
    Row('pspnet_r50', 'train-step', 512, pytorch=1.3),
    Row('deeplabv3_r50', 'train-step', 512, pytorch=1.3),
    Row('deeplabv3plus_r18', 'forward', 512, pytorch=1.3),
    Row('pspnet_r50', 'forward', 512, pytorch=1.3),
    Row('deeplabv3_r50', 'forward', 512, pytorch=1.3),
]

# malloc keeps freed memory instead of giving it back, so that no page is faulted in twice.
BIG_HEAP = dict(MALLOC_MMAP_MAX_='0', MALLOC_TOP_PAD_=str(64 << 20), MALLOC_TRIM_THRESHOLD_=str(64 << 30))


class Runner:
    """A program that does one repetition for every line of its input."""

    def __init__(self, name, words, environment=()):
        self.name = name
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, **dict(environment)))
        self.expect('ready')

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            words = ' '.join(self.process.args)
            sys.exit(f'{self.name} ended with {self.process.wait()}; to see why: {words}')
        return line.strip()

    def expect(self, word):
        while self.line() != word:
            pass

    def once(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        return float(self.line())

    def finish(self):
        """The report at the end."""
        self.process.stdin.close()
        report = json.loads(self.process.stdout.read())
        if self.process.wait() != 0:
            sys.exit(f'{self.name} ended with {self.process.returncode}')
        return report


def start(name, row, threads):
    extents = ['--width', row.width, '--crop', row.crop, '--batch', row.batch, '--threads', threads]
    extents = [str(word) for word in extents]
    if name == 'fovea':
        words = [os.path.join(ROOT, '.build', 'release', 'fovea'), 'bench', row.mode, '--architecture', row.model]
        return Runner(name, words + extents + ['--on-request', '--json'])
    words = [sys.executable, os.path.join(HERE, 'peer.py'), row.mode, MODELS[row.model]] + extents
    if name == 'onnxruntime':
        words += ['--engine', 'onnxruntime']
    return Runner(name, words, BIG_HEAP if name == 'big_heap' else {})


def spread(values, form='{:.2f}'):
    return ' / '.join(form.format(f(values)) for f in (min, statistics.median, max))


def measure(row, pairs, threads, began, done, total):
    runners = [start(name, row, threads) for name in ['fovea'] + row.peers()]
    times = {runner.name: [] for runner in runners}
    for index in range(pairs):
        shift = index % len(runners)
        for runner in runners[shift:] + runners[:shift]:
            times[runner.name].append(runner.once())
        seconds = time.time() - began
        share = (done + (index + 1) / pairs) / total
        print(f'{row.name}: round {index + 1} of {pairs}, ' +
              ', '.join(f'{name} {values[-1]:.2f} s' for name, values in times.items()) +
              f'; about {seconds / share - seconds:.0f} s left', file=sys.stderr, flush=True)
    return times, {runner.name: runner.finish() for runner in runners}


def tell(row, times, reports):
    """The row's lines of the table; whether it keeps all its bounds."""
    keeps = True
    memory = {name: report['peak_rss_mb'] for name, report in reports.items()}
    for peer in row.peers():
        ratios = [b / a for a, b in zip(times['fovea'], times[peer])]
        bound = row.bounds.get(peer)
        verdict = '–' if bound is None else f'{bound}: ' + ('kept' if statistics.median(ratios) >= bound else 'MISSED')
        # Memory is compared with PyTorch as it comes, and bound for training only.
        limit = '–'
        if peer == 'pytorch' and row.mode == 'train-step':
            limit = 'kept' if memory['fovea'] <= memory[peer] else 'MISSED'
        keeps = keeps and 'MISSED' not in (verdict + limit)
        print(f"| {row.name} | {peer} | {spread(times['fovea'])} | {spread(times[peer])} | {spread(ratios)} | "
              f"{verdict} | {memory['fovea']:.0f} / {memory[peer]:.0f} | {limit} |", flush=True)
    return keeps


def machine(threads, torch_report, pairs, rows):
    name = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
    commit = subprocess.run(
        ['git', '-C', ROOT, 'describe', '--always', '--dirty'], capture_output=True, text=True, check=True)
    print(f"\n{name}, {os.cpu_count()} processors, {threads} threads; PyTorch {torch_report['torch']} "
          f"({torch_report['capability']}); Fovea {commit.stdout.strip()}; load {os.getloadavg()[0]:.1f}; "
          f"{time.strftime('%Y-%m-%d')}; rounds a row: {pairs}.")
    left = [row.name for row in ROWS if row not in rows]
    if left:
        print(f"Not measured: {', '.join(left)}.")


def main():
    names = ', '.join(row.name for row in ROWS)
    parser = argparse.ArgumentParser(description=__doc__, epilog=f'Rows: {names}')
    parser.add_argument('--rows', help='names, separated by commas (default: all)')
    parser.add_argument('--pairs', type=int, default=7, help='rounds of each row')
    parser.add_argument('--threads', type=int, default=2)
    options = parser.parse_args()
    wanted = options.rows.split(',') if options.rows else [row.name for row in ROWS]
    unknown = sorted(set(wanted) - {row.name for row in ROWS})
    if unknown or options.pairs < 1:
        sys.exit(f"no such rows: {', '.join(unknown)}; expected some of {names}" if unknown else '--pairs: from 1')
    rows = [row for row in ROWS if row.name in wanted]
    print('| row | peer | Fovea s (min / median / max) | peer s | ratio | bound | peak MB Fovea / peer | memory |')
    print('|---|---|---|---|---|---|---|---|', flush=True)
    began, kept, last = time.time(), True, None
    for done, row in enumerate(rows):
        times, reports = measure(row, options.pairs, options.threads, began, done, len(rows))
        kept = tell(row, times, reports) and kept
        last = reports['pytorch']
    machine(options.threads, last, options.pairs, rows)
    sys.exit(0 if kept else 2)


main()
