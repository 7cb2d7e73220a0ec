/** What is in the archives that a user gets. */
@NullMarked
package io.qtrace.ships;

import org.jspecify.annotations.NullMarked;
