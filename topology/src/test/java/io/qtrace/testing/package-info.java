/** Fakes of our own for the tests of this module. */
package io.qtrace.testing;
