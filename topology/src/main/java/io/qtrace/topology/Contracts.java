package io.qtrace.topology;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.frame.Framed;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.topology.destination.Registrations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecordBase;

/** The records of our own, with the ids of their schemas. */
record Contracts(
    Framed<DeadLetter> deadLetters,
    Framed<Ledger> ledgers,
    Framed<Conversion> conversions,
    Framed<RefusedConversion> refused,
    Framed<RamBlockConversions> blocks,
    Framed<ConversionRollup> rollups) {

  /** Registers them, or waits until somebody else has. */
  static Contracts of(Registrations registrations, SchemaIds schemaIds) {
    var ids =
        ids(
            List.of(
                registrations.deadLetters(),
                registrations.ledger(),
                registrations.conversions(),
                registrations.lateConversions(), // framed as conversions are
                registrations.ramBlockConversions(),
                registrations.conversionRollups(),
                registrations.refusedConversions()),
            schemaIds);
    return new Contracts(
        framed(ids, registrations.deadLetters(), DeadLetter.class),
        framed(ids, registrations.ledger(), Ledger.class),
        framed(ids, registrations.conversions(), Conversion.class),
        framed(ids, registrations.refusedConversions(), RefusedConversion.class),
        framed(ids, registrations.ramBlockConversions(), RamBlockConversions.class),
        framed(ids, registrations.conversionRollups(), ConversionRollup.class));
  }

  private static Map<Registration, Integer> ids(List<Registration> wanted, SchemaIds schemaIds) {
    var registered = schemaIds.resolve(wanted);
    var ids = new HashMap<Registration, Integer>();
    for (int i = 0; i < wanted.size(); i++) {
      ids.put(wanted.get(i), registered.get(i).id());
    }
    return ids;
  }

  private static <T extends SpecificRecordBase> Framed<T> framed(
      Map<Registration, Integer> ids, Registration registration, Class<T> contract) {
    return new Framed<>(Objects.requireNonNull(ids.get(registration)), contract);
  }
}
