package io.qtrace.registry;

/** How a subject is called, as consumers' {@code value.subject.name.strategy} has to be set. */
public enum SubjectNaming {
  /** TopicNameStrategy: one schema lineage per topic. */
  TOPIC {
    @Override
    String subject(String topic, String recordName) {
      return topic + "-value";
    }
  },
  /** TopicRecordNameStrategy: many record types in one topic. */
  TOPIC_RECORD {
    @Override
    String subject(String topic, String recordName) {
      return topic + "-" + recordName;
    }
  };

  abstract String subject(String topic, String recordName);
}
