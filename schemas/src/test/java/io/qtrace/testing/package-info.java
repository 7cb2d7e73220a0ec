/** What tests of several packages share. */
package io.qtrace.testing;
