/**
 * Broker, registry and topology on one machine without Docker.
 *
 * <p>{@link io.qtrace.embedded.EmbeddedStack} runs a one-node KRaft broker inside this JVM and
 * Apicurio Registry (Confluent-compatible API, H2) as a child JVM that ends with this one. All they
 * keep is in one data directory, so the next start finds everything again.
 */
@NullMarked
package io.qtrace.embedded;

import org.jspecify.annotations.NullMarked;
