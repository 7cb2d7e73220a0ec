package io.qtrace.topology.setting;

import java.util.List;
import java.util.stream.Collectors;

/** Carries all that is wrong with the settings, so that one run is enough to correct them. */
public final class InvalidSettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param setting its key, and where its value comes from if that is known
   */
  public record Problem(String setting, String message) {

    @Override
    public String toString() {
      return setting + ": " + message;
    }
  }

  public InvalidSettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
  }
}
