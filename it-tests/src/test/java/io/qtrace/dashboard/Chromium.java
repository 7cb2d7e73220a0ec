package io.qtrace.dashboard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's browser, driven by Playwright, whose own browsers are never downloaded. */
final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the test on a machine that has none. */
  static Chromium start() {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        "chromium is missing, so the dashboard was not looked at; Debian: apt-get install chromium");
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // As root, Chromium has no sandbox; it sees nothing here but the page under test.
    var options =
        new BrowserType.LaunchOptions()
            .setExecutablePath(PROGRAM)
            .setArgs(List.of("--no-sandbox", "--disable-gpu"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /** A window of its own, which nothing is remembered in. */
  BrowserContext window(int width, ColorScheme colors) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, 900)
            .setColorScheme(colors)
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
