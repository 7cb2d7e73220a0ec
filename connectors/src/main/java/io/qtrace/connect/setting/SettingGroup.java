package io.qtrace.connect.setting;

import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Adds settings of one group to a definition, in the order in which a form would show them. */
public final class SettingGroup {

  private final ConfigDef definition;
  private final String group;
  private final Function<String, @Nullable Recommender> offers;
  private int order;

  /**
   * @param offers by a setting's name what a form may offer for it; null for nothing
   */
  public SettingGroup(
      ConfigDef definition, String group, Function<String, @Nullable Recommender> offers) {
    this.definition = definition;
    this.group = group;
    this.offers = offers;
  }

  public void required(String name, Validator valid, String documentation) {
    define(
        name,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        valid,
        Importance.HIGH,
        documentation);
  }

  public void text(
      String name, String absent, Validator valid, Importance importance, String documentation) {
    define(name, ConfigDef.Type.STRING, absent, valid, importance, documentation);
  }

  public void number(
      String name, int absent, Validator valid, Importance importance, String documentation) {
    define(name, ConfigDef.Type.INT, absent, valid, importance, documentation);
  }

  public void flag(String name, Importance importance, String documentation) {
    define(name, ConfigDef.Type.BOOLEAN, false, Checks.flag(), importance, documentation);
  }

  /** Hidden wherever settings are shown; empty if it is not set. */
  public void secret(String name, Importance importance, String documentation) {
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
        type == ConfigDef.Type.INT || type == ConfigDef.Type.BOOLEAN ? Width.SHORT : Width.LONG,
        name,
        offers.apply(name));
  }
}
