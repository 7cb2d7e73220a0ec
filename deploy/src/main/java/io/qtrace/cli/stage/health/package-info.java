/** How the stage is, for those who ask over HTTP: health and metrics. */
@NullMarked
package io.qtrace.cli.stage.health;

import org.jspecify.annotations.NullMarked;
