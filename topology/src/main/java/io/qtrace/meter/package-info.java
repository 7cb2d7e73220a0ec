/** What is measured at the moment somebody asks; counters are where they count. */
@NullMarked
package io.qtrace.meter;

import org.jspecify.annotations.NullMarked;
