package io.qtrace.connect;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Adds settings of one group to a definition, in the order in which a form would show them. */
final class SettingGroup {

  private final ConfigDef definition;
  private final String group;
  private int order;

  SettingGroup(ConfigDef definition, String group) {
    this.definition = definition;
    this.group = group;
  }

  void required(String name, Validator valid, String documentation) {
    define(
        name,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        valid,
        Importance.HIGH,
        documentation);
  }

  void text(
      String name, String absent, Validator valid, Importance importance, String documentation) {
    define(name, ConfigDef.Type.STRING, absent, valid, importance, documentation);
  }

  void number(
      String name, int absent, Validator valid, Importance importance, String documentation) {
    define(name, ConfigDef.Type.INT, absent, valid, importance, documentation);
  }

  /** Hidden wherever settings are shown; empty if it is not set. */
  void secret(String name, Importance importance, String documentation) {
    define(name, ConfigDef.Type.PASSWORD, "", Checks.anything(), importance, documentation);
  }

  private void define(
      String name,
      ConfigDef.Type type,
      Object absent,
      Validator valid,
      Importance importance,
      String documentation) {
    definition.define(
        name,
        type,
        absent,
        valid,
        importance,
        documentation,
        group,
        ++order,
        type == ConfigDef.Type.INT ? Width.SHORT : Width.LONG,
        name,
        Recommendations.of(name));
  }
}
