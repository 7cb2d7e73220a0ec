package io.qtrace.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.LoopbackPort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dashboard as its readers see it: 1,000 VMs whose results are in Kafka, and a browser. */
final class DashboardIT {

  private static final ManyVms VMS = new ManyVms(1000);
  private static final int WINDOWS = 30;
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final LocatorAssertions.ContainsTextOptions WITHIN_TWO_SECONDS =
      new LocatorAssertions.ContainsTextOptions().setTimeout((double) SOON.toMillis());

  /** What a fast machine does in a second takes a busy one longer. */
  private static final double PATIENCE_MS = 30_000;

  private static final Map<String, String> VIEWS =
      Map.of(
          "fleet", "#/",
          "vm", "#/vm/vm-0000",
          "aggregations", "#/aggregations",
          "aggregation", "#/aggregation/" + MmioRate.NAME,
          "alerts", "#/alerts",
          "health", "#/health");

  @TempDir private static Path directory;
  private static Chromium chromium;
  private static EmbeddedStack stack;
  private static Results results;
  private static ServeProcess serve;
  private static Instant last;

  private BrowserContext window;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    setDefaultAssertionTimeout(PATIENCE_MS);
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
    results = Results.into(stack.bootstrap(), stack.registryUrl());
    long now = Instant.now().getEpochSecond();
    last = Instant.ofEpochSecond(now - now % 10 - 10);
    results.blocks(VMS.blocks(last));
    results.rollups(VMS.rollups(last));
    results.rollups(VMS.fleet(last, WINDOWS));
    results.blocks(VMS.history(0, last, WINDOWS - 1));
    results.rollups(VMS.rollupHistory(0, last, WINDOWS - 1));
    results.ledger(VMS.ledger(last));
    results.aggregation(MmioRate.NAME, MmioRate.until(last, WINDOWS));
    serve = ServeProcess.start(stack.bootstrap(), stack.registryUrl(), LoopbackPort.anyFree());
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable open : new AutoCloseable[] {serve, results, stack, chromium}) {
      try {
        if (open != null) {
          open.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeEach
  void open() {
    open(1600, ColorScheme.LIGHT);
  }

  private void open(int width, ColorScheme colors) {
    window = chromium.window(width, colors);
    window.setDefaultTimeout(PATIENCE_MS);
    page = window.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
  }

  /** No script fails, and none is refused by the policy of the page, whatever a test does. */
  @AfterEach
  void close() {
    window.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void hasAThousandVmsWithinTwoSeconds() {
    page.navigate(serve.url());
    var fastest =
        Duration.ofDays(1); // of a few: what else the machine does is no matter of the page
    for (int i = 0; i < 5 && fastest.compareTo(SOON) > 0; i++) {
      long began = System.nanoTime();
      page.reload();
      page.locator("tbody a").first().waitFor();
      var took = Duration.ofNanos(System.nanoTime() - began);
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    assertThat(fastest).isLessThan(SOON);
    assertThat(page.locator(".totals")).containsText("1,000");
    assertThat(page.locator("canvas")).isVisible();
    assertThat(page.locator("tbody tr:not(.room)").count()).isLessThan(100);
  }

  @Test
  void showsAResultTwoSecondsAfterItIsInKafka() throws Exception {
    page.navigate(serve.url());
    assertThat(cell("vm-0999", 2)).isHidden();
    page.getByLabel("Filter by VM, host, block or alert").fill("vm-0999");
    assertThat(cell("vm-0999", 3)).hasText("6.5");
    last = last.plusSeconds(10);
    results.blocks(List.of(VMS.block(999, "pc.ram", last, 54_321)));
    assertThat(cell("vm-0999", 3)).containsText("54,32", WITHIN_TWO_SECONDS);
  }

  @Test
  void filtersAndSortsAndSaysSoInItsAddress() {
    page.navigate(serve.url());
    page.getByLabel("Filter by VM, host, block or alert").fill("host-07");
    assertThat(page.locator(".shown")).hasText("40 of 1,000 VMs");
    page.getByRole(AriaRole.BUTTON, named("VM")).click();
    assertThat(page.getByRole(AriaRole.COLUMNHEADER, named("VM")))
        .hasAttribute("aria-sort", "ascending");
    assertThat(page.locator("tbody a").first()).hasText("vm-0007");
    assertThat(page.url()).endsWith("#/?filter=host-07&sort=vm&order=up");
    page.reload();
    assertThat(page.locator("tbody a").first()).hasText("vm-0007");
    assertThat(page.locator(".shown")).hasText("40 of 1,000 VMs");
  }

  @Test
  void isUsedByTheKeyboardAlone() {
    page.navigate(serve.url() + "#/?sort=vm&order=up");
    assertThat(page.locator(".totals")).containsText("1,000"); // rows that come later move others
    press("Tab", "Enter"); // skip to the content
    assertThat(page.locator("main")).isFocused();
    page.locator(".scroll").focus();
    for (int i = 0; i < 60; i++) {
      press("ArrowDown");
    }
    assertThat(page.locator("tbody a:focus")).hasText("vm-0059");
    press("End");
    assertThat(page.locator("tbody a:focus")).hasText("vm-0999");
    press("Home", "Enter");
    assertThat(page.locator("h2")).hasText("vm-0000");
    press("/");
    page.keyboard().type("vm-0042");
    press("Enter");
    assertThat(page.locator("h2")).hasText("vm-0042");
    page.goBack();
    assertThat(page.locator("h2")).hasText("vm-0000");
  }

  @Test
  void tellsAnAlertAndItsEnd() throws Exception {
    page.navigate(serve.url());
    assertThat(cell("vm-0000", 2)).isEmpty();
    var since = last.minusSeconds(60);
    results.alerts(List.of(ManyVms.alert(0, "firing", since, last)));
    assertThat(cell("vm-0000", 2)).containsText("PageConversionStorm", WITHIN_TWO_SECONDS);
    assertThat(page.locator("#announce")).hasText("New alert: PageConversionStorm, vm-0000/pc.ram");
    assertThat(page.locator("#firing")).hasText("1");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Alerts")).click();
    assertThat(page.locator("tbody tr:not(.room) td:nth-child(2)")).hasText("firing");
    Looks.picture(page, "alerts");
    results.alerts(List.of(ManyVms.alert(0, "resolved", since, last.plusSeconds(20))));
    assertThat(page.locator("tbody tr:not(.room) td:nth-child(2)")).hasText("resolved");
    assertThat(page.locator("#firing")).isHidden();
  }

  @Test
  void showsAnAggregationOfWhichItKnowsNothing() {
    page.navigate(serve.url() + "#/aggregations");
    page.getByRole(AriaRole.LINK, named(MmioRate.NAME)).click();
    assertThat(page.locator("thead")).containsText("Direction");
    assertThat(page.locator("tbody tr:not(.room)")).hasCount(6);
    assertThat(page.locator("canvas")).hasCount(2);
    assertThat(page.locator(".chart").first()).containsText("vm-0000 · pci-conf-idx · read");
  }

  @Test
  void saysThatTheServerIsGoneAndGoesOnWhenItIsBack() throws Exception {
    page.navigate(serve.url());
    assertThat(page.locator("#state")).hasText("live");
    int port = URI.create(serve.url()).getPort();
    serve.kill();
    assertThat(page.locator(".banner.bad")).containsText("Connection lost");
    assertThat(page.locator("#state")).hasText("connection lost");
    Looks.picture(page, "lost");
    serve = ServeProcess.start(stack.bootstrap(), stack.registryUrl(), port);
    assertThat(page.locator("#state")).hasText("live");
    assertThat(page.locator(".banner.bad")).isHidden();
    assertThat(page.locator(".totals")).containsText("1,000");
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void isAccessibleAndNothingLiesOverAnythingElse(ColorScheme colors) {
    for (int width : new int[] {1600, 1024, 420}) {
      window.close();
      open(width, colors);
      for (var view : VIEWS.entrySet()) {
        page.navigate(serve.url() + view.getValue());
        assertThat(page.locator("#state")).hasText("live");
        assertThat(page.locator("main .card:visible").first()).isVisible();
        var name = "%s-%s-%d".formatted(view.getKey(), colors.name().toLowerCase(ROOT), width);
        Looks.picture(page, name);
        assertThat(Looks.overlaps(page)).as(name).isEmpty();
        assertThat(complaints).as(name).isEmpty();
        if (width != 1024) {
          assertThat(Looks.violations(page)).as(name).isEmpty();
          complaints.clear(); // axe tries a style of its own, which the page's policy refuses
        }
      }
    }
  }

  /** A cell in the row of a VM, by its column. */
  private Locator cell(String vm, int column) {
    return page.locator("tbody tr")
        .filter(new Locator.FilterOptions().setHas(page.getByText(vm, exactly())))
        .locator("td:nth-child(%d)".formatted(column));
  }

  private void press(String... keys) {
    for (var key : keys) {
      page.keyboard().press(key);
    }
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
