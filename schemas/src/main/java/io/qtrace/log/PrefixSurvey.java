package io.qtrace.log;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.log.heading.EventNames;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.log.prefix.PrefixForms;
import io.qtrace.log.stamp.IsoStamp;
import io.qtrace.raw.RawEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what stands in front of lines, for people who want to know what a log is. {@link LogReader}
 * finds the same, faster, and says nothing of it. Not thread-safe.
 */
public final class PrefixSurvey {

  /** More than anybody puts in front of each other. */
  private static final int MAX_PREFIXES = 16;

  private final EventNames names;
  private final PrefixForms forms;
  private final Heading heading = new Heading(new RawEvent());

  public PrefixSurvey(Definitions definitions) {
    names = new EventNames(definitions.events().stream().map(EventDefinition::name).toList());
    var options = LogOptions.defaults();
    forms = new PrefixForms(names, options, new IsoStamp());
  }

  /** The forms in front of a line's event, or of what may be one, from the outside in. */
  public List<String> of(byte[] b, int from, int to) {
    var found = new ArrayList<String>();
    heading.begin(b, from, to);
    int at = from;
    while (at >= 0
        && found.size() < MAX_PREFIXES
        && heading.form != Heading.Form.EVENT
        && names.find(heading.text, at, heading.textTo) < 0) {
      at = forms.read(heading.text, at, heading.textTo, heading, found::add);
    }
    heading.form = Heading.Form.NONE;
    return found;
  }
}
