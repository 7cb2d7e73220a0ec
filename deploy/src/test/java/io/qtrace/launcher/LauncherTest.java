package io.qtrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.launcher.PaperTree.Run;
import io.qtrace.launcher.PaperTree.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class LauncherTest {
  private static final String SOURCE = "schemas/src/main/java/Trace.java";

  @TempDir Path directory;
  private PaperTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = PaperTree.in(directory.toRealPath());
  }

  private String log() {
    return tree.root().resolve("deploy/target/build.log").toString();
  }

  @Test
  void buildsOnTheFirstRunAndSaysSo() throws Exception {
    Run first = tree.run("decode", "a file");
    Run second = tree.run("decode", "a file");
    assertThat(first.err())
        .isEqualTo(
            """
            qtrace: building (first run, a few minutes); log: %s
            qtrace: preparing fast starts (once per build)
            """
                .formatted(log()));
    assertThat(second.err()).isEmpty();
    assertThat(second.out())
        .endsWith("/a tree/deploy/target/qtrace/lib/qtrace.jar\ndecode\na file\n");
    assertThat(second.exitCode()).isZero();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewerThanTheBuild() throws Exception {
    tree.run("decode");
    tree.changedAt(SOURCE, Instant.now().plusSeconds(3600));
    assertThat(tree.run("decode").err())
        .isEqualTo("qtrace: building what has changed; log: %s\n".formatted(log()));
    assertThat(tree.run("up").err())
        .isEqualTo(
            """
            qtrace: building what has changed; log: %s
            qtrace: preparing fast starts (once per build)
            """
                .formatted(log()));
  }

  @Test
  void keepsNobodyWaitingForFastStartsWhenMavenBuiltIt() throws Exception {
    tree.run("decode");
    tree.changedAt("deploy/target/qtrace/built", Instant.now().plusSeconds(60));
    assertThat(tree.run("up").err()).isEmpty();
  }

  @Test
  void preparesFastStartsWhenAskedAndStartsNothing() throws Exception {
    tree.run("decode");
    tree.changedAt("deploy/target/qtrace/built", Instant.now().plusSeconds(60));
    Run asked = tree.run("rehearse");
    assertThat(asked.err())
        .matches(
            "qtrace: preparing fast starts \\(once per build\\)\n"
                + "qtrace: fast starts could not be prepared, so starts stay slower; the reason is at"
                + " the end of .*/cds/\\d+/rehearsal.log\n");
    assertThat(asked.out()).isEmpty();
    assertThat(asked.exitCode()).isEqualTo(70);
    assertThat(tree.builds()).isEqualTo(1);
  }

  /** Not by permissions, as the tests may be root's. */
  @Test
  void runsWhatIsBuiltWhereItMayNotWrite() throws Exception {
    tree.run("decode");
    tree.delete("deploy/target/build.lock");
    Files.createDirectory(tree.root().resolve("deploy/target/build.lock"));
    Run run = tree.run("decode", "a file");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("decode\na file\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void buildsAgainWhenASourceIsGone() throws Exception {
    tree.run("decode");
    tree.delete(SOURCE);
    tree.changedAt("schemas/src/main/java", Instant.now().plusSeconds(3600));
    assertThat(tree.run("decode").err()).startsWith("qtrace: building what has changed");
  }

  @Test
  void showsWhyABuildFailed() throws Exception {
    tree.write("broken", "");
    Run run = tree.run("decode");
    assertThat(run.err())
        .isEqualTo(
            """
            qtrace: building (first run, a few minutes); log: %1$s
            qtrace: the build failed; from %1$s:
            [ERROR] Trace.java:[3,5] ';' expected
            """
                .formatted(log()));
    assertThat(run.exitCode()).isEqualTo(70);
  }

  @Test
  void buildsOnceWhenStartedTwiceAtOnce() throws Exception {
    Running first = tree.start(tree.launcher(), Map.of(), "decode");
    Running second = tree.start(tree.launcher(), Map.of(), "decode");
    String said = first.end().err() + second.end().err();
    assertThat(tree.builds()).isEqualTo(1);
    assertThat(said)
        .containsOnlyOnce("qtrace: building (first run")
        .contains("qtrace: another qtrace is building; waiting for it\n");
  }

  @Test
  void saysNothingOfOthersThatOnlyLook() throws Exception {
    tree.run("decode");
    try (var lock = tree.lockedBuild()) {
      Running waiting = tree.start(tree.launcher(), Map.of(), "decode");
      assertThat(waiting.process().waitFor(1, TimeUnit.SECONDS)).as("waits").isFalse();
      lock.release();
      assertThat(waiting.end()).extracting(Run::exitCode, Run::err).containsExactly(0, "");
    }
  }

  @Test
  void saysWhatTheOtherIsAt() throws Exception {
    tree.run("decode");
    try (var lock = tree.lockedBuild()) {
      tree.write("deploy/target/doing", "preparing fast starts\n");
      Running waiting = tree.start(tree.launcher(), Map.of(), "decode");
      assertThat(waiting.process().waitFor(1, TimeUnit.SECONDS)).as("waits").isFalse();
      lock.release();
      assertThat(waiting.end().err())
          .isEqualTo("qtrace: another qtrace is preparing fast starts; waiting for it\n");
    }
  }

  @Test
  void believesNoneThatWasKilled() throws Exception {
    tree.run("decode");
    tree.write("deploy/target/doing", "building\n");
    assertThat(tree.run("decode").err()).isEmpty();
  }

  @Test
  void doesNotBuildUnderTheFeetOfARunningOne() throws Exception {
    tree.run("decode");
    Running up = tree.start(tree.launcher(), Map.of(), "up");
    up.awaitJava();
    tree.changedAt(SOURCE, Instant.now().plusSeconds(3600));
    Run run = tree.run("decode");
    up.end();
    assertThat(run.err())
        .isEqualTo(
            "qtrace: the sources have changed, but another qtrace is running from the last build; using that\n");
    assertThat(tree.builds()).isEqualTo(1);
    assertThat(tree.run("decode").err()).startsWith("qtrace: building what has changed");
  }

  @Test
  void startsADistributionThroughASymbolicLink() throws Exception {
    Path distribution = Files.createDirectories(directory.resolve("a distribution"));
    Files.createDirectories(distribution.resolve("lib"));
    Files.createFile(distribution.resolve("lib/qtrace.jar"));
    Files.copy(tree.launcher(), distribution.resolve("qtrace"));
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("q"), Path.of("../a distribution/qtrace"));
    Run run = tree.start(link, Map.of("QTRACE_JAVA_OPTS", "-Da=1 -Db=2"), "tail", "x y").end();
    assertThat(run.err()).isEqualTo("qtrace: preparing fast starts (once per build)\n");
    assertThat(run.out())
        .contains("-Da=1\n-Db=2\n")
        .endsWith("/a distribution/lib/qtrace.jar\ntail\nx y\n");
  }

  @Test
  void allowsNativeLibrariesWhereJavaAsks() throws Exception {
    tree.run("decode");
    assertThat(tree.run("decode").out()).doesNotContain("native-access");
    tree.javaVersion("25");
    assertThat(tree.run("decode").out()).contains("--enable-native-access=ALL-UNNAMED\n");
  }

  @Test
  void keepsTracesFromOtherUsers() throws Exception {
    tree.run("decode");
    assertThat(tree.run("up").out()).startsWith("umask 0077\n");
    assertThat(tree.run("run").out()).startsWith("umask 0077\n");
  }

  @Test
  void namesAJavaHomeWithoutJava() throws Exception {
    Run run = tree.start(tree.launcher(), Map.of("JAVA_HOME", "/nowhere"), "up").end();
    assertThat(run.err())
        .isEqualTo(
            "qtrace: JAVA_HOME is /nowhere, but there is no bin/java in it; correct it, or unset it to use the java in PATH\n");
    assertThat(run.exitCode()).isEqualTo(70);
  }

  @Test
  void namesAJavaThatIsTooOld() throws Exception {
    tree.javaVersion("11.0.2");
    assertThat(tree.run("up").err())
        .isEqualTo(
            "qtrace: %s/bin/java is version 11.0.2; qtrace needs 17 or newer (Debian: apt-get install openjdk-17-jdk-headless), or set JAVA_HOME to one\n"
                .formatted(tree.jdk()));
  }

  @Test
  void saysHowToGetMaven() throws Exception {
    tree.withoutMaven();
    Run run =
        tree.start(tree.launcher(), Map.of("PATH", toolsWithoutMaven().toString()), "up").end();
    assertThat(run.err())
        .isEqualTo(
            "qtrace: building needs Maven, and there is no mvn in PATH (Debian: apt-get install maven)\n");
    assertThat(run.exitCode()).isEqualTo(70);
  }

  private Path toolsWithoutMaven() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("no maven"));
    for (String tool :
        new String[] {"sh", "dirname", "readlink", "mkdir", "flock", "find", "head"}) {
      PaperTree.script(bin.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
    }
    return bin;
  }
}
