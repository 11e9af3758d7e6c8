"""Jupyter's own themes, and how well what is ours can be read in them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

LIGHT, DARK, HIGH_CONTRAST = (
    "JupyterLab Light",
    "JupyterLab Dark",
    "JupyterLab Dark High Contrast",
)
LEAST = {LIGHT: 4.5, DARK: 4.5, HIGH_CONTRAST: 7}
"""The least contrast of a text in each (WCAG 2.2: AA, and AAA)."""


def wear(page: Page, theme: str) -> None:
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text(theme, exact=True).click()
    expect(page.locator(f'body[data-jp-theme-name="{theme}"]')).to_be_attached(timeout=30_000)
    page.wait_for_timeout(500)  # colours may fade


def worst_contrast(page: Page) -> tuple[float, str]:
    """Find the text of the panel and the bars that stands out least from what is behind it."""
    ratio, text = page.evaluate(CONTRAST)
    return ratio, text


CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, under) => {
    const alpha = top[3] ?? 1;
    return [0, 1, 2].map(i => top[i] * alpha + under[i] * (1 - alpha));
  };
  const light = colour => {
    const [r, g, b] = colour.map(c => {
      const share = c / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const up = node => (node ? [...up(node.parentElement), node] : []);
  const worst = [];
  const walk = document.createTreeWalker(document.body, 4);
  while (walk.nextNode()) {
    const { parentElement, textContent } = walk.currentNode;
    if (!textContent.trim() || !parentElement.closest('.mnb-Panel, .mnb-Bar')) continue;
    const chain = up(walk.currentNode.parentElement);
    let behind = [255, 255, 255];
    let alpha = 1;
    for (const node of chain) {
      const style = getComputedStyle(node);
      behind = over(parse(style.backgroundColor), behind);
      alpha *= Number(style.opacity);
    }
    const colour = parse(getComputedStyle(chain.at(-1)).color);
    const front = over([...colour.slice(0, 3), (colour[3] ?? 1) * alpha], behind);
    const [a, b] = [light(front), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    worst.push([ratio, walk.currentNode.textContent]);
  }
  return worst.sort(([a], [b]) => a - b)[0];
}"""
