package io.qtrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qtrace.embedded.EmbeddedConnect;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.testing.Committed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that fails is started again, and goes on behind what it had committed. */
final class FailedTaskIT {

  private static final String TOPIC = "numbers";

  @TempDir Path directory;

  @Test
  void aTaskThatFailsTwiceGoesOnWhereItWas() throws Exception {
    try (var stack =
            EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
        var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()));
        var connect = EmbeddedConnect.start(stack.bootstrap())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      connect.run(Map.of("brittle", BrittleSourceConnector.settings(TOPIC)));

      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> assertThat(numbers(admin, stack.bootstrap())).startsWith(0, 1, 2, 3, 4, 5));
      assertThat(BrittleSourceConnector.FAILURES).hasValue(2);
      assertThat(numbers(admin, stack.bootstrap())).isSorted().doesNotHaveDuplicates();
    }
  }

  private static List<Integer> numbers(Admin admin, String bootstrap) throws Exception {
    var numbers = new ArrayList<Integer>();
    Committed.forEach(admin, bootstrap, TOPIC, record -> numbers.add((int) record.value()[0]));
    return numbers;
  }
}
