"""A terminal's screen with its colour codes (tmux capture-pane -e) on stdin, an SVG of it on stdout."""
import html
import re
import sys

COLOURS = ["#45475a", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d0d0d0"]
BRIGHT = ["#8a8f98", "#ff7b86", "#b5e890", "#ffd68a", "#82c4ff", "#df9bf5", "#7fd6e0", "#ffffff"]
BACK, FORE, CELL, LINE = "#1e1f29", "#d8dae0", 8.4, 18

lines = sys.stdin.read().rstrip("\n").split("\n")
columns = max(len(re.sub(r"\x1b\[[0-9;]*m|[\x0e\x0f]", "", line)) for line in lines)
width, height = int(columns * CELL + 24), len(lines) * LINE + 24
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">')
print(f'<rect width="{width}" height="{height}" rx="8" fill="{BACK}"/>')
print('<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" style="white-space:pre">')
colour, reverse = FORE, False
for row, line in enumerate(lines):
    column, y = 0, 12 + row * LINE
    for code, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b\x0e\x0f]+)", line):
        if not text:
            if exact := re.fullmatch(r"38;2;(\d+);(\d+);(\d+)", code):
                colour = "#" + "".join(f"{max(110, int(part)):02x}" for part in exact.groups())
                continue
            for number in (int(part or 0) for part in code.split(";")):
                if number == 0:
                    colour, reverse = FORE, False
                elif number in (7, 27):
                    reverse = number == 7
                elif number == 39:
                    colour = FORE
                elif 30 <= number <= 37:
                    colour = COLOURS[number - 30]
                elif 90 <= number <= 97:
                    colour = BRIGHT[number - 90]
            continue
        x, long = 12 + column * CELL, len(text) * CELL
        if reverse:
            print(f'<rect x="{x:.1f}" y="{y}" width="{long:.1f}" height="{LINE}" fill="{colour}"/>')
        if text.strip():
            print(f'<text x="{x:.1f}" y="{y + 14}" textLength="{long:.1f}" fill="{BACK if reverse else colour}">{html.escape(text).replace(" ", chr(160))}</text>')
        column += len(text)
print("</g></svg>")
