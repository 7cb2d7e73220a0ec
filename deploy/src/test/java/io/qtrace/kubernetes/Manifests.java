package io.qtrace.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads resources into the classes that their operators read them into, and takes nothing else. */
final class Manifests {

  /** By apiVersion and kind, as the classes themselves say. */
  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Stream.<Class<? extends HasMetadata>>of(
              ConfigMap.class,
              HorizontalPodAutoscaler.class,
              Kafka.class,
              KafkaConnect.class,
              KafkaConnector.class,
              KafkaNodePool.class,
              KafkaTopic.class,
              KafkaUser.class,
              Namespace.class,
              PersistentVolume.class,
              PersistentVolumeClaim.class,
              PodDisruptionBudget.class,
              PodMonitor.class,
              PrometheusRule.class,
              Service.class,
              ServiceAccount.class,
              ServiceMonitor.class,
              StatefulSet.class)
          .collect(
              Collectors.toMap(
                  type -> HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type),
                  Function.identity()));

  /** The classes keep fields they do not know, for newer servers; a misspelt one must not pass. */
  private static final YAMLMapper STRICT =
      YAMLMapper.builder(YAMLFactory.builder().build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private Manifests() {}

  /**
   * @param yaml any number of resources
   * @throws IOException naming the field that a resource does not have, or the value it cannot have
   */
  static List<HasMetadata> read(String yaml) throws IOException {
    var resources = new ArrayList<HasMetadata>();
    try (var documents =
        STRICT.readerFor(JsonNode.class).<JsonNode>readValues(STRICT.createParser(yaml))) {
      while (documents.hasNextValue()) {
        var document = documents.nextValue();
        var type = document.path("apiVersion").asText() + " " + document.path("kind").asText();
        var known =
            Optional.ofNullable(TYPES.get(type))
                .orElseThrow(() -> new IOException(type + " is no resource that is known here"));
        resources.add(STRICT.treeToValue(document, known));
      }
    }
    return resources;
  }
}
