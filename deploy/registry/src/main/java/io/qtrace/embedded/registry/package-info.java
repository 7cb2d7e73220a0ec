/** The schema registry's own JVM: Apicurio, tied to the life of the process that started it. */
@NullMarked
package io.qtrace.embedded.registry;

import org.jspecify.annotations.NullMarked;
