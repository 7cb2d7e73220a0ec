package io.qtrace.conversion;

import java.util.ArrayList;
import java.util.List;

/** How the conversions of a simulation were attributed. */
record Score(int right, int pair, int unattributed, List<String> wrong) {

  static Score of(Simulation simulation, CollectedResults results) {
    int right = 0;
    int pair = 0;
    int unattributed = 0;
    var wrong = new ArrayList<String>();
    for (var entry : results.corrected().entrySet()) {
      int position = (int) (long) entry.getKey();
      var conversion = entry.getValue();
      var truth = simulation.blocks().get(position);
      if (conversion.getRule().equals("unattributed")) {
        unattributed++;
      } else if (conversion.getBlock() == null) {
        // Blocks that no event named are called otherwise.
        pair++;
        if (isNamed(conversion.getCandidates())
            && conversion.getRule().equals("pair")
            && !conversion.getCandidates().contains(truth)) {
          wrong.add(position + " of " + truth + ": " + conversion);
        }
      } else if (conversion.getBlock().equals(truth)) {
        right++;
      } else {
        wrong.add(position + " of " + truth + ": " + conversion);
      }
    }
    return new Score(right, pair, unattributed, wrong);
  }

  private static boolean isNamed(List<String> candidates) {
    return candidates.stream().noneMatch(name -> name.startsWith("guest_memfd="));
  }

  double attributed() {
    return (double) (right + pair) / (right + pair + unattributed + wrong.size());
  }
}
