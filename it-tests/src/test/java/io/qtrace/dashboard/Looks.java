package io.qtrace.dashboard;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What can be told of a page by looking at it: rules of accessibility, boxes, a picture. */
final class Looks {

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String AXE = "/axe.min.js";

  /** WCAG 2.2 A and AA, and what axe's makers call best practice. */
  private static final String RULES =
      """
      axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
        .then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' '
          + (n.any[0] ? n.any[0].message : v.help)).slice(0, 3).join('; ')))
      """;

  /** Texts, drawings and controls that lie over each other, or stick out of the window. */
  private static final String OVERLAPS =
      """
      (() => {
        const wanted = 'h1, h2, h3, p, a, dt, dd, li, label, button, input, canvas, .scroll, .label, svg';
        const seen = [...document.querySelectorAll(wanted)].filter(e => e.checkVisibility({visibilityProperty: true})
          && !e.closest('.unseen, .skip, .found, table, .u-over') && e.getBoundingClientRect().width > 1);
        const name = e => e.tagName.toLowerCase() + '.' + e.className + ' "' + e.textContent.slice(0, 20) + '"';
        const bad = [];
        seen.forEach((a, i) => {
          const r = a.getBoundingClientRect();
          if (r.right > innerWidth + 1 && !a.closest('.scroll')) bad.push(name(a) + ' sticks out');
          for (const b of seen.slice(i + 1)) {
            if (a.contains(b) || b.contains(a) || (getComputedStyle(a.closest('.top') ?? a).position === 'sticky'
              && a.closest('.top') && !b.closest('.top'))) continue;
            const s = b.getBoundingClientRect();
            const w = Math.min(r.right, s.right) - Math.max(r.left, s.left);
            const h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
            if (w > 1 && h > 1) bad.push(name(a) + ' / ' + name(b));
          }
        });
        return bad.slice(0, 8);
      })()
      """;

  private Looks() {}

  /** Violations, with the elements that have them. */
  @SuppressWarnings("unchecked") // the script's own answer
  static List<String> violations(Page page) {
    page.evaluate(axe());
    return (List<String>) page.evaluate(RULES);
  }

  @SuppressWarnings("unchecked") // the script's own answer
  static List<String> overlaps(Page page) {
    return (List<String>) page.evaluate(OVERLAPS);
  }

  static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  private static String axe() {
    try (var script = Looks.class.getResourceAsStream(AXE)) {
      if (script == null) {
        throw new IllegalStateException("axe-core's jar has no " + AXE);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
