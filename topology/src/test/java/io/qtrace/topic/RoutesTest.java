package io.qtrace.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.topic.Route.Drop;
import io.qtrace.topic.Route.OwnTopic;
import io.qtrace.topic.Route.SharedTopic;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private static final String SYNTAX =
      "; write <event pattern>:drop, <event pattern>:own or <event pattern>:topic=<name>";

  @Test
  void givesAnEventATopicOfItsOwnWithoutARule() {
    assertThat(Routes.parse(List.of()).of("kvm_run_exit")).isEqualTo(new OwnTopic());
  }

  @Test
  void takesTheFirstRuleThatFits() {
    var routes =
        Routes.parse(List.of("kvm_run_*:own", "kvm_?m_*: drop ", "kvm_*:topic=qtrace-kvm"));

    assertThat(routes.of("kvm_run_exit")).isEqualTo(new OwnTopic());
    assertThat(routes.of("kvm_vm_ioctl")).isEqualTo(new Drop());
    assertThat(routes.of("kvm_irqchip")).isEqualTo(new SharedTopic("qtrace-kvm"));
    assertThat(routes.of("xkvm_irqchip")).isEqualTo(new OwnTopic());
  }

  @Test
  void saysHowARuleIsWritten() {
    assertThatThrownBy(() -> Routes.parse(List.of("kvm_*")))
        .hasMessage("routing rule 'kvm_*' has no action" + SYNTAX);
    assertThatThrownBy(() -> Routes.parse(List.of("kvm_*:delete")))
        .hasMessage("routing rule 'kvm_*:delete' has the unknown action 'delete'" + SYNTAX);
    assertThatThrownBy(() -> Routes.parse(List.of("kvm_*:topic=a.b")))
        .hasMessage("routing rule 'kvm_*:topic=a.b' has the unknown action 'topic=a.b'" + SYNTAX);
  }
}
