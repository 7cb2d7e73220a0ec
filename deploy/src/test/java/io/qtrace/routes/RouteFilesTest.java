package io.qtrace.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.topic.Route;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RouteFilesTest {

  private static final Path BY_PREFIX = Path.of("routes/by-prefix.properties");

  @Test
  void groupEventsByTheirFirstWord() throws IOException {
    var routes = DecodeConfig.from(byPrefix()).routes();

    assertThat(routes.of("vfio_region_mmap"))
        .isEqualTo(new Route.SharedTopic("qtrace-event-group-vfio"));
    assertThat(routes.of("qmp_job_cancel"))
        .isEqualTo(new Route.SharedTopic("qtrace-event-group-qmp"));
    assertThat(routes.of("a_word_of_nobody")).isEqualTo(new Route.OwnTopic());
    assertThat(routes.topics())
        .hasSize(byPrefix().size())
        .hasSizeLessThan(TopicPlan.DEFAULT_MAX_EVENT_TOPICS)
        .noneMatch(new TopicNames("qtrace-")::isOfOneKind);
  }

  @Test
  void letRulesOfTheUsersGoFirst() throws IOException {
    var properties = byPrefix();
    properties.put("route.1", "kvm_convert_memory:own");
    properties.put("route.2", "memory_region_*:drop");
    var routes = DecodeConfig.from(properties).routes();

    assertThat(routes.of("kvm_convert_memory")).isEqualTo(new Route.OwnTopic());
    assertThat(routes.of("kvm_run_exit"))
        .isEqualTo(new Route.SharedTopic("qtrace-event-group-kvm"));
    assertThat(routes.of("memory_region_ops_read")).isEqualTo(new Route.Drop());
  }

  private static Map<String, String> byPrefix() throws IOException {
    var properties = new Properties();
    try (var file = Files.newBufferedReader(BY_PREFIX)) {
      properties.load(file);
    }
    var routes = new HashMap<String, String>();
    properties.forEach((key, value) -> routes.put(key.toString(), value.toString()));
    return routes;
  }
}
