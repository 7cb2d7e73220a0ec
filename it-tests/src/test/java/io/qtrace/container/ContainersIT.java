package io.qtrace.container;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All container tests, one after the other on one {@link Stack}. As classes of their own they would
 * be given to two JVMs in turn, and each would start three brokers of its own beside the other's.
 */
@Suite
@SelectPackages("io.qtrace.container")
@IncludeClassNamePatterns(".*IT")
final class ContainersIT {}
