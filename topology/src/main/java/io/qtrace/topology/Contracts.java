package io.qtrace.topology;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.topology.flow.Framed;

/** The records of our own. */
record Contracts(
    Framed<DeadLetter> deadLetters,
    Framed<Ledger> ledgers,
    Framed<Conversion> conversions,
    Framed<RefusedConversion> refused,
    Framed<RamBlockConversions> blocks,
    Framed<ConversionRollup> rollups) {}
