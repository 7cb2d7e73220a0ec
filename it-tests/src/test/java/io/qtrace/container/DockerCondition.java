package io.qtrace.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.testcontainers.DockerClientFactory;

/** Runs container tests where there is an engine. */
final class DockerCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (engineAnswers()) {
      AutoCloseable atTheEnd = Stack::closeShared;
      context.getRoot().getStore(Namespace.GLOBAL).put(Stack.class, atTheEnd);
      return ConditionEvaluationResult.enabled("a Docker engine answers");
    }
    var reason =
        context.getDisplayName()
            + " did not run: no Docker engine answers at DOCKER_HOST or /var/run/docker.sock";
    if (System.getenv("CI") != null) {
      throw new IllegalStateException(
          reason + ", and CI needs one; .ci/run installs and starts it");
    }
    System.out.println(
        reason + ". The tests on the embedded broker cover the same way of an event.");
    return ConditionEvaluationResult.disabled(reason);
  }

  private static boolean engineAnswers() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
