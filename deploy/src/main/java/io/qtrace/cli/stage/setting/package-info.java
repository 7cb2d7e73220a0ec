/**
 * Settings of the stage from options, files and the environment, with what they refer to. Sees the
 * console only.
 */
@NullMarked
package io.qtrace.cli.stage.setting;

import org.jspecify.annotations.NullMarked;
